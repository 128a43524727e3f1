"""
The same checks of a right submission: ours, each in a fresh confined worker, against five other graders.

``python benchmarks/bench_peers.py [--suites ten flagship] [--rounds N] [--peers NAME ...]``: everything runs
on one processor, one submission after the other. Each round grades some submissions by ours in one warm
seat, as a batch does, without the cache of results, and runs each peer's own command once; medians of the
rounds, and of the ratios of each round, whose halves share the machine's load. The checks are those of
`peers/tencheck.py`, or all of this repository's assignment but `mnist`, by `peers/flagship.py`. Environments
of the peers are made at first use (with the network, some minutes), and kept.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import costs, tables
from benchmarks.peers import environments, forms, tencheck
from grader import config as configuration
from grader.intake import read_submission
from grader.seat import Course, Seat, whole_errand
from grader.serving import MANY

PROJECT = Path(__file__).resolve().parents[1]
PEERS = PROJECT / "benchmarks/peers"
MODULES = ("layers.py", "optimizer.py", "loss.py", "network.py", "data.py", "graph.py")
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Comparison:
    """
    What to compare.

    Args:
        section: Of the document.
        suite: The checks in the peers' form.
        assignment: The same in ours; `mnist` is left out.
        files: What students hand in to us; to peers, all of it as one file.
        copies: How many submissions ours grades in a round.
        rounds: How often.
        required_ms: Of our processor time at most.
        required: By peer, how many times ours it must take.
        left_out: Ids of checks, without the case, that do not run without a wall.
    """

    section: str
    suite: forms.Suite
    assignment: Path
    files: Sequence[str]
    copies: int
    rounds: int
    required_ms: float
    required: Mapping[str, float]
    left_out: Sequence[str] = ()


class Ours:
    """
    Our grader in a warm seat.

    Args:
        seat: Where to grade.
        folder: For the submissions.
        comparison: What to grade.
    """

    def __init__(self, seat: Seat, folder: Path, comparison: Comparison) -> None:
        self._seat, self._folder, self._comparison = seat, folder, comparison
        self._config = configuration.load(comparison.assignment)
        left_out = comparison.left_out
        plan = [check for check in seat.plan if check.id.partition("[")[0] not in left_out]
        self._plan = [check for check in plan if check.task != "mnist"]
        self.isolation = ""

    def grade(self, comment: str, copies: int) -> costs.Cost:
        """Return what one of *copies* submissions costs, no two of which have the same text."""
        errands = []
        for number in range(copies):
            for name in self._comparison.files:
                text = (PROJECT / "reference" / name).read_text(encoding="utf-8")
                (self._folder / name).write_text(f"{text}# {comment}, {number}\n", encoding="utf-8")
            submission = read_submission(self._folder, self._config)
            errands.append(whole_errand(submission, self._plan))
        return costs.of_calls(lambda: [self._examine(errand) for errand in errands]) / copies

    def _examine(self, errand) -> None:
        found = self._seat.examine(errand)
        verdicts = [outcome.verdict for outcome in found.outcomes.values()]
        assert verdicts == ["passed"] * len(self._comparison.suite.names), verdicts
        self.isolation = str(found.environment["isolation"])


class Theirs:
    """
    A peer at work in a folder of its own.

    Args:
        peer: Which one.
        folder: Where.
        suite: What to check.
    """

    def __init__(self, peer: forms.Peer, folder: Path, suite: forms.Suite) -> None:
        self.peer = peer
        self.room = forms.Room(folder, environments.made(peer.name, peer.packages), suite)
        self.version = environments.version(self.room.programs, peer.packages[0])
        for place in (self.room.course, self.room.submission):
            place.mkdir(parents=True)
        path = f"{self.room.programs}{os.pathsep}{os.environ['PATH']}"
        self._environment = {
            **{name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ},
            **ONE_THREAD,
            "PATH": path,
            "PYTHONPATH": os.pathsep.join(map(str, (self.room.submission, PEERS, PROJECT))),
        }
        peer.prepare(self.room, self._environment)

    def grade(self, source: str) -> costs.Cost:
        """Return what one submission costs."""
        for place in (self.room.folder, self.room.submission):
            (place / "results.json").unlink(missing_ok=True)
        self.peer.hand_in(self.room, source)
        command, place = self.peer.command(self.room), self.peer.place(self.room)
        cost, code = costs.of_command(command, place, self._environment, self.room.output)
        passed = self.peer.passed(self.room) if code == 0 else -1
        if passed != len(self.room.suite.names):
            raise SystemExit(
                f"{self.peer.name}: code {code}, {passed} passed\n{self.room.output.read_text()[-2000:]}"
            )
        return cost / self.peer.at_once


def main() -> None:
    """Print the tables, write them, and say what is reached of what is required."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suites", nargs="*", default=["ten", "flagship"])
    parser.add_argument("--rounds", type=int, help="default: 7 and 3")
    parser.add_argument("--peers", nargs="*", default=[peer.name for peer in forms.ALL])
    options = parser.parse_args()
    costs.keep_to_one_processor()
    for name in options.suites:
        comparison = {"ten": ten, "flagship": flagship}[name]()
        compare(comparison, [peer for peer in forms.ALL if peer.name in options.peers], options.rounds)


def ten() -> Comparison:
    """Return the comparison of ten checks."""
    names = [function.__name__ for function in tencheck.CHECKS]
    required = {"gradescope-utils": 1.5, "pytest": 3, "nbgrader": 12, "Otter-Grader": 35}
    suite = forms.Suite("tencheck", names)
    return Comparison("peers", suite, PEERS / "assignment", ["layers.py"], 20, 7, 80, required)


def flagship() -> Comparison:
    """Return the comparison of all checks but `mnist`, whose names a process of its own finds."""
    question = "import json; from benchmarks.peers import flagship; print(json.dumps(flagship.usable()))"
    asked = [sys.executable, "-c", question]
    found = subprocess.run(asked, cwd=PROJECT, check=True, capture_output=True, text=True)
    names, left_out = json.loads(found.stdout)
    suite = forms.Suite("flagship", names)
    return Comparison("peers-flagship", suite, PROJECT, MODULES, 3, 3, 1000, {}, left_out)


def compare(comparison: Comparison, peers: Sequence[forms.Peer], count: int | None) -> None:
    """Measure, print and write one comparison."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        theirs = [one for peer in peers if (one := installed(peer, folder, comparison.suite)) is not None]
        (folder / "ours").mkdir()
        seat = stack.enter_context(Seat(Course(comparison.assignment, b"of the benchmark")))
        ours = Ours(seat, folder / "ours", comparison)
        whole = "\n\n".join((PROJECT / "reference" / name).read_text("utf-8") for name in comparison.files)
        ours.grade("to begin", MANY + 1)  # a class is graded warm from then on
        for one in theirs:
            one.grade(whole)
        rounds = []
        for number in range(count or comparison.rounds):
            mine = {"ours": ours.grade(f"round {number}", comparison.copies)}
            rounds.append(mine | {one.peer.name: one.grade(f"{whole}# {number}\n") for one in theirs})
        show(comparison, rounds, theirs, ours.isolation)


def installed(peer: forms.Peer, folder: Path, suite: forms.Suite) -> Theirs | None:
    """Return *peer* ready to grade; tell why, where it cannot be had."""
    try:
        return Theirs(peer, folder / peer.name, suite)
    except OSError as error:
        print(f"left out: {peer.name}: {error}")
        return None


def show(
    comparison: Comparison, rounds: list[dict[str, costs.Cost]], theirs: list[Theirs], isolation: str
) -> None:
    """Print and write the table, then what is reached."""
    own = costs.median([each["ours"] for each in rounds])
    rows = [["ours", f"full: {isolation}", 1e3 * own.cpu_s, 1e3 * own.wall_s, 1.0, 1.0, ""]]
    allowed_ms = comparison.required_ms
    told = [f"{allowed_ms:g} ms of CPU allowed: {verdict(allowed_ms / 1e3 / own.cpu_s, 1)}"]
    for one in theirs:
        name = one.peer.name
        cost = costs.median([each[name] for each in rounds])
        cpu = statistics.median(each[name].cpu_s / each["ours"].cpu_s for each in rounds)
        wall = statistics.median(each[name].wall_s / each["ours"].wall_s for each in rounds)
        least = comparison.required.get(name)
        times = [1e3 * cost.cpu_s, 1e3 * cost.wall_s, cpu, wall]
        rows.append([f"{name} {one.version}", "none", *times, f"{least:g}" if least else ""])
        if least:
            told.append(f"{least:g} times: {name}: CPU {verdict(cpu, least)}, wall {verdict(wall, least)}")
    header = ("grader", "isolation", "CPU ms", "wall ms", "CPU / ours", "wall / ours", "required")
    note = f"{len(comparison.suite.names)} checks, medians of {len(rounds)} rounds."
    if comparison.left_out:
        note += f" Left out, as they need a wall: {', '.join(comparison.left_out)}."
    tables.write(comparison.section, header, rows, note)
    print("\n".join(told))


def verdict(reached: float, least: float) -> str:
    """Return whether *reached* is enough, and how far from it."""
    how = f"{reached / least:.2f} of it"
    return f"PASS ({how})" if reached >= least else f"SHORT ({how})"


if __name__ == "__main__":
    main()
