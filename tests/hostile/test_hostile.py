"""Hostile submissions gain nothing, learn nothing and leave nothing, at every level that is offered."""

import itertools
import json
import os
from pathlib import Path

import pytest

from tests.hostile import doors, harness, judgement, lanes, outer, records, rows, yard

HERE = Path(__file__)
ATTACKS = records.load()
ROUNDS = {level: 2 if os.environ.get("HOSTILE_ROUNDS") == "2" else 1 for level in records.LEVELS}
AGAIN = ["bubblewrap"]  # the level that owes most; `make hostile` does all twice
ALL = "HOSTILE_ROUNDS" in os.environ
SECONDS = 900
CI = os.environ.get("CI") == "true"

pytestmark = pytest.mark.alone  # attacks run into limits, and keep both cores busy


@pytest.fixture(scope="module")
def results(request):
    """Grade whatever the selected tests ask for, all in one outer sandbox."""
    chosen = {level: set() for level in records.LEVELS}
    for item in request.session.items:
        if item.path == HERE and hasattr(item, "callspec") and "name" in item.callspec.params:
            chosen[item.callspec.params["level"]].add(item.callspec.params["name"])
    order = {"attacks": {level: sorted(names) for level, names in chosen.items()}, "rounds": ROUNDS}
    order["again"] = AGAIN
    order["bait"] = yard.bait()
    try:
        text = outer.run(["-B", "-m", "tests.hostile.harness"], json.dumps(order), SECONDS)
    except outer.CannotConfine as error:
        (pytest.fail if CI else pytest.skip)(str(error))
    return Results([json.loads(line) for line in text.splitlines()])


class Results:
    """What the harness told, by what is asked for."""

    def __init__(self, lines):
        self.setting = lines[0]
        self.bases = {(line["base"], line["level"]): line for line in lines if "base" in line}
        self.attacks, self.rounds, self.trials = {}, {}, {}
        for line in lines:
            if "attack" in line:
                self.attacks.setdefault((line["attack"], line["level"]), []).append(line)
            elif "trial" in line:
                self.trials.setdefault(line["trial"], []).append(line)
            elif "neighbour" in line:
                self.rounds.setdefault(line["level"], []).append(line)
        self.wall_s, self.cpu_s = lines[-1]["wall_s"], lines[-1]["cpu_s"]

    def others(self, name, level):
        """Return the gradings of an attack but for its first at *level*, each with its level."""
        told = [(at, each) for (which, at), all_ in self.attacks.items() if which == name for each in all_]
        return [(at, each) for at, each in told if each is not self.attacks[name, level][0]]

    def of_level(self, level):
        """Return the rounds at *level*, or skip where this machine does not offer it."""
        if level not in self.setting["offered"]:
            pytest.skip(f"this machine does not offer the level {level}")
        return self.rounds[level]


def cases(attacks, everywhere):
    """
    Return which of *attacks* to grade at which level: name and level.

    All at the weakest, where they come furthest, and at the strongest. What lies between is asked of those of
    which a header says that levels make a difference; the others take turns there, unless *everywhere*.
    """
    turns = dict(zip(attacks, itertools.cycle(records.LEVELS[1:-1])))
    found = []
    for name, each in attacks.items():
        ends, between = (records.LEVELS[0], records.LEVELS[-1]), records.LEVELS[1:-1]
        chosen = between if everywhere or each.minds_levels else (turns[name],)
        found += [(name, level) for level in records.LEVELS if level in (*ends, *chosen)]
    return found


def levels(test):
    """Run *test* at each level."""
    return pytest.mark.parametrize("level", records.LEVELS)(test)


@pytest.mark.parametrize("name, level", cases(ATTACKS, ALL))
def test_an_attack_gains_learns_and_leaves_nothing(results, name, level):
    """Score, verdicts, canaries and traces of an attack are what its header says, each time."""
    results.of_level(level)
    attack, gradings = ATTACKS[name], results.attacks[name, level]

    found = judgement.complaints(attack, level, results.bases[attack.base, level], gradings)

    assert found == []
    assert len(gradings) >= ROUNDS[level]
    if level in AGAIN:
        assert not judgement.is_unconfirmed(attack, level, gradings[0], results.others(name, level))


def test_both_doors_are_tried():
    """Most attacks sit where others will after them; at each level some have an examiner of their own."""
    told = [doors.door_of(name, level) for name, level in cases(ATTACKS, False)]

    for level in records.LEVELS:
        assert {doors.door_of(name, at) for name, at in cases(ATTACKS, False) if at == level} == {"cold", "seat"}
    assert 0.08 < told.count("cold") / len(told) < 0.2
    assert all(
        doors.door_of(name, level, 1) != doors.door_of(name, level) for name, level in cases(ATTACKS, True)
    )


def test_every_attack_is_graded_where_it_matters():
    """All at both ends and one level between; where a header tells levels apart, and if so asked, at each."""
    chosen = {name: [level for each, level in cases(ATTACKS, False) if each == name] for name in ATTACKS}

    assert all(chosen[name][0] == "process" and chosen[name][-1] == "bubblewrap" for name in ATTACKS)
    assert {len(chosen[name]) for name in ATTACKS if not ATTACKS[name].minds_levels} == {3}
    assert {len(chosen[name]) for name in ATTACKS if ATTACKS[name].minds_levels} == {4}
    assert len(cases(ATTACKS, True)) == 4 * len(ATTACKS)


@levels
def test_a_neighbour_keeps_its_points(results, level):
    """Right submissions that are graded meanwhile earn everything and leave nothing."""
    gradings = [grading for each in results.of_level(level) for grading in each["neighbour"]]

    assert {grading["report"]["score"] for grading in gradings} <= {100.0}
    assert [grading["left"] for grading in gradings if grading["left"]] == []


@levels
def test_the_next_submission_at_a_seat_finds_it_as_the_first(results, level):
    """After attacks the right submission gets the report of an examiner of its own, and leaves nothing."""
    results.of_level(level)
    trials = results.trials.get(level, [])

    harm = [
        text for each in trials for text in judgement.harm(results.bases.get((each.get("of"), level), {}), each)
    ]

    assert harm == []
    assert all(each["report"]["score"] == each["report"]["max_score"] for each in trials)


@levels
def test_each_attack_at_a_seat_is_followed_by_a_right_submission(results, level):
    """At most twelve attacks later, by the examiner that graded them, but where one of them may end it."""
    results.of_level(level)
    trials = results.trials.get(level, [])
    seated = [
        name
        for (name, at), gradings in results.attacks.items()
        for each in gradings
        if at == level and each["door"] == doors.SEAT and "lost" not in each
    ]

    after = [name for each in trials for name in each["after"]]

    assert sorted(after) == sorted(seated)
    assert all(len(each["after"]) <= lanes.BATCH for each in trials)
    may_end = {name for name in ATTACKS if ATTACKS[name].yes("internal", level)}
    assert all(each.get("is_same") or may_end & set(each["after"]) for each in trials)


@levels
def test_nothing_outlives_a_round(results, level):
    """Processes, files, mounts, sockets and groups are as before, but for what headers let pass."""
    rounds = results.of_level(level)
    let_pass = [ATTACKS[name].value("leaves", level) for name, at in results.attacks if at == level]

    left = [judgement.not_allowed(each["left"], [text for text in let_pass if text]) for each in rounds]

    assert left == [[]] * len(rounds)
    assert len(rounds) >= ROUNDS[level]


@levels
def test_nobody_reaches_the_network(results, level):
    """The listener on loopback hears of nobody but those whose headers say so."""
    let_pass = {name for name, at in results.attacks if at == level and ATTACKS[name].yes("connects", level)}

    heard = {name for each in results.of_level(level) for name in each["heard"]}

    assert heard <= let_pass


@levels
def test_the_bases_are_what_attacks_are_measured_by(results, level):
    """The right base earns everything, the wrong one what zeros earn."""
    results.of_level(level)

    assert results.bases["small/right", level]["report"]["score"] == 100.0
    assert results.bases["small/wrong", level]["report"]["score"] < 10.0


def test_the_outer_sandbox_is_one(results):
    """The harness sees no network but loopback, and few processes beside its own."""
    assert results.setting["interfaces"] == ["lo"]
    assert results.setting["pid"] < 100


def test_the_outer_sandbox_takes_no_level_away(results):
    """What this machine offers, the sandbox inside the sandbox offers as well."""
    assert results.setting["offered"] == harness.offered()


def test_every_trick_on_the_list_is_tried():
    """Each row and phrase of the list has at least one attack, and no attack claims what is not there."""
    tried = {row for attack in ATTACKS.values() for row in attack.rows}

    assert rows.untried(tried) == []
    assert rows.unknown(tried) == []
    assert len(ATTACKS) >= 80


def test_the_harness_refuses_to_run_in_the_open():
    """Outside the sandbox no attack is graded, whoever asks."""
    with pytest.raises(SystemExit, match="inside the sandbox"):
        harness.main()


@pytest.mark.parametrize(
    "docstring, word",
    [
        ("Why.\n\nbase: right\nverdict: failed", "row"),
        ("Why.\n\nbase: left\nverdict: failed\nrow: own", "right or wrong"),
        ("Why.\n\nbase: right\nrow: own", "neither verdict nor refused"),
        ("Why.\n\nbase: right\nverdict at prison: failed\nrow: own", "prison"),
        ("Why.\n\nbase: right\nverdct: failed\nrow: own", "verdct"),
    ],
)
def test_a_header_with_a_mistake_is_refused(docstring, word):
    """A misspelt key or level would expect nothing, so it is told by name."""
    with pytest.raises(ValueError, match=word):
        records.parse("an_attack", docstring)


def test_an_attack_can_come_first():
    """The base is put where the attack asks for it, else before the attack."""
    assert records.compose("base\n", "one\n# --- base ---\ntwo") == "one\nbase\n\ntwo"
    assert records.compose("base", "attack") == "base\n\nattack"


def report(**verdicts):
    """Return a report as the harness tells it."""
    parts = [
        {"id": name, "verdict": verdict, "score": float(verdict == "passed"), "message": "", "details": {}}
        for name, verdict in verdicts.items()
    ]
    return {
        "report": {"score": sum(part["score"] for part in parts), "tasks": [{"checks": parts}]},
        "leaked": {"staff": [], "student": []},
        "left": [],
    }


def attack(**header):
    """Return an attack that fails where it changes anything, or what else *header* says."""
    keys = {"base": "wrong", "verdict": "failed", "row": "own"} | header
    return records.Attack("an_attack", "", {(key, ""): value for key, value in keys.items()}, None)


BASE = report(one="passed", two="failed")


@pytest.mark.parametrize(
    "result, word",
    [
        (report(one="passed", two="passed"), "forged"),
        (report(one="timeout", two="failed"), "one is timeout"),
        (report(one="internal", two="failed"), "one is internal"),
        (report(one="passed"), "other checks"),
        (report(one="passed", two="failed") | {"leaked": {"staff": ["labels"], "student": []}}, "labels"),
        (report(one="passed", two="failed") | {"left": ["process left: 7"]}, "process left"),
        ({"left": [], "lost": "ended with code -9"}, "no report"),
        (report(one="passed", two="failed") | {"replaced": True}, "examiner"),
        ({"left": [], "broken": "KeyError"}, "broke"),
        ({"left": [], "refused": "too large"}, "refused"),
    ],
)
def test_the_suite_tells_a_success_of_an_attack(result, word):
    """A forged point, a wrong verdict, a leak, a trace and a fault of the grader are each named."""
    found = judgement.complaints(attack(), "process", BASE, [result, result])

    assert len(found) >= 2
    assert word in " ".join(found)


def test_the_suite_tells_two_rounds_that_differ():
    """Equal gradings give equal reports unless the header says that chance decides."""
    results = [BASE, report(one="failed", two="failed")]

    assert "two gradings differ" in judgement.complaints(attack(), "process", BASE, results)[-1]
    assert judgement.complaints(attack(varies="yes"), "process", BASE, results) == []


def seat_shows(**changed):
    """Return a grading after an attack at the same seat, and what else *changed* says of it."""
    return {**report(one="passed", two="failed"), "of": "small/right", "after": ["an_attack"]} | changed


@pytest.mark.parametrize(
    "changed, word",
    [
        ({"report": report(one="failed", two="failed")["report"]}, '"score": 1.0, / "score": 0.0,'),
        ({"left": ["process left: 7"]}, "process left"),
        ({"report": report(one="passed")["report"]}, "}, / }"),
    ],
)
def test_the_suite_tells_a_seat_that_took_harm(changed, word):
    """Another report, a trace: each is told with the attacks that were before."""
    found = judgement.harm(BASE, seat_shows(**changed))

    assert len(found) == 1
    assert found[0].startswith("after an_attack: ")
    assert word in found[0]
    assert judgement.harm(BASE, seat_shows()) == []


def test_the_suite_tells_a_seat_that_grades_no_more():
    """Whatever is there in place of a report is told."""
    assert "it fell silent" in judgement.harm(BASE, {"after": [], "internal": "it fell silent"})[0]


FAILED = report(one="failed", two="failed")


@pytest.mark.parametrize(
    "others, is_unconfirmed",
    [
        ([], True),
        ([("landlock", BASE)], False),
        ([("landlock", FAILED)], True),
        ([("landlock", FAILED), ("process", BASE)], False),
        ([("landlock", FAILED), ("bubblewrap", FAILED)], False),
    ],
    ids=["only one", "the same elsewhere", "other elsewhere", "the same at one level", "graded again"],
)
def test_a_grading_is_confirmed_by_another_that_tells_the_same(others, is_unconfirmed):
    """At whichever level, or by a second one at its own, which complaints compare with the first."""
    assert judgement.is_unconfirmed(attack(), "bubblewrap", BASE, others) is is_unconfirmed


def test_where_chance_decides_only_the_same_level_counts():
    """Each grading is one more draw, so that the level that owes most is drawn from twice."""
    varying = attack(varies="yes")

    assert judgement.is_unconfirmed(varying, "bubblewrap", BASE, [("landlock", BASE)])
    assert not judgement.is_unconfirmed(varying, "bubblewrap", BASE, [("bubblewrap", FAILED)])


def test_the_suite_lets_an_attack_fail():
    """An attack that changes nothing, or fails what it touches, is no complaint."""
    failed = report(one="failed", two="failed")

    assert judgement.complaints(attack(), "process", BASE, [BASE, BASE]) == []
    assert judgement.complaints(attack(), "process", BASE, [failed, failed]) == []
