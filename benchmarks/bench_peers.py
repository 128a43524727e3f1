"""
Ten checks of a right submission: ours, each check in a fresh confined worker, against five other graders.

``python benchmarks/bench_peers.py [--rounds N] [--peers NAME ...]``: everything runs on one processor, one
submission after the other. Each round grades COPIES submissions by ours in one warm seat, as a batch does,
without the cache of results, and runs each peer's own command once; medians of the rounds, and of the ratios
of each round, whose halves share the machine's load. The ten checks are those of `peers/tencheck.py` for
all. Environments of the peers are made at first use (with the network, some minutes), and kept.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import costs, tables
from benchmarks.peers import environments, forms
from grader import config as configuration
from grader.intake import read_submission
from grader.seat import Course, Seat, whole_errand

PROJECT = Path(__file__).resolve().parents[1]
ASSIGNMENT = PROJECT / "benchmarks/peers/assignment"
COPIES = 20
REQUIRED = {"gradescope-utils": 1.5, "pytest": 3, "nbgrader": 12, "Otter-Grader": 35}
REQUIRED_MS = 80
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Ours:
    """
    Our grader in a warm seat.

    Args:
        seat: Where to grade.
        folder: For the submissions.
    """

    def __init__(self, seat: Seat, folder: Path) -> None:
        self._seat, self._folder = seat, folder
        self._config = configuration.load(ASSIGNMENT)
        self.isolation = ""

    def grade(self, source: str, copies: int) -> costs.Cost:
        """Return what one of *copies* submissions costs, no two of which have the same text."""
        errands = []
        for number in range(copies):
            (self._folder / "layers.py").write_text(f"{source}# copy {number}\n", encoding="utf-8")
            submission = read_submission(self._folder, self._config)
            errands.append(whole_errand(submission, self._seat.plan))
        return costs.of_calls(lambda: [self._examine(errand) for errand in errands]) / copies

    def _examine(self, errand) -> None:
        found = self._seat.examine(errand)
        verdicts = [outcome.verdict for outcome in found.outcomes.values()]
        assert verdicts == ["passed"] * len(forms.NAMES), verdicts
        self.isolation = str(found.environment["isolation"])


class Theirs:
    """
    A peer at work in a folder of its own.

    Args:
        peer: Which one.
        folder: Where.
        tools: A folder with `tencheck.py`.
    """

    def __init__(self, peer: forms.Peer, folder: Path, tools: Path) -> None:
        self.peer = peer
        self.room = forms.Room(folder, environments.made(peer.name, peer.packages))
        self.version = environments.version(self.room.programs, peer.packages[0])
        for place in (self.room.course, self.room.submission):
            place.mkdir(parents=True)
        path = f"{self.room.programs}{os.pathsep}{os.environ['PATH']}"
        self._environment = {
            **{name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ},
            **ONE_THREAD,
            "PATH": path,
            "PYTHONPATH": f"{tools}{os.pathsep}{self.room.submission}",
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
        if passed != len(forms.NAMES):
            raise SystemExit(
                f"{self.peer.name}: code {code}, {passed} passed\n{self.room.output.read_text()[-2000:]}"
            )
        return cost / self.peer.at_once


def main() -> None:
    """Print the table, write it, and say what is reached of what is required."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--peers", nargs="*", default=[peer.name for peer in forms.ALL])
    options = parser.parse_args()
    costs.keep_to_one_processor()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "tools").mkdir()
        shutil.copy(PROJECT / "benchmarks/peers/tencheck.py", folder / "tools")
        peers = [peer for peer in forms.ALL if peer.name in options.peers]
        theirs = [one for peer in peers if (one := installed(peer, folder)) is not None]
        (folder / "ours").mkdir()
        ours = Ours(stack.enter_context(Seat(Course(ASSIGNMENT, b"of the benchmark"))), folder / "ours")
        source = (PROJECT / "reference/layers.py").read_text(encoding="utf-8")
        ours.grade(source, 2)
        for one in theirs:
            one.grade(source)
        rounds = [measured(ours, theirs, f"{source}# round {number}\n") for number in range(options.rounds)]
        show(rounds, theirs, ours.isolation)


def installed(peer: forms.Peer, folder: Path) -> Theirs | None:
    """Return *peer* ready to grade; tell why, where it cannot be had."""
    try:
        return Theirs(peer, folder / peer.name, folder / "tools")
    except OSError as error:
        print(f"left out: {peer.name}: {error}")
        return None


def measured(ours: Ours, theirs: list[Theirs], source: str) -> dict[str, costs.Cost]:
    """Grade one round of all."""
    round_costs = {"ours": ours.grade(source, COPIES)}
    return round_costs | {one.peer.name: one.grade(source) for one in theirs}


def show(rounds: list[dict[str, costs.Cost]], theirs: list[Theirs], isolation: str) -> None:
    """Print and write the table, then the verdicts."""
    own = costs.median([each["ours"] for each in rounds])
    rows = [["ours", f"full: {isolation}", 1e3 * own.cpu_s, 1e3 * own.wall_s, 1.0, 1.0, ""]]
    told = [f"{REQUIRED_MS} ms of CPU required: {verdict(REQUIRED_MS / 1e3 / own.cpu_s, 1)}"]
    for one in theirs:
        name = one.peer.name
        cost = costs.median([each[name] for each in rounds])
        cpu = statistics.median(each[name].cpu_s / each["ours"].cpu_s for each in rounds)
        wall = statistics.median(each[name].wall_s / each["ours"].wall_s for each in rounds)
        least = REQUIRED.get(name)
        rows.append(
            [
                f"{name} {one.version}",
                "none",
                1e3 * cost.cpu_s,
                1e3 * cost.wall_s,
                cpu,
                wall,
                f"{least:g}" if least else "",
            ]
        )
        if least:
            told.append(
                f"{least:g} times {name} required: CPU {verdict(cpu, least)}, {verdict(wall, least)} wall"
            )
    header = ("grader", "isolation", "CPU ms", "wall ms", "CPU / ours", "wall / ours", "required")
    tables.write("peers", header, rows)
    print("\n".join(told))


def verdict(reached: float, least: float) -> str:
    """Return whether *reached* is enough, and how far from it."""
    how = f"{reached / least:.2f} of it"
    return f"PASS ({how})" if reached >= least else f"SHORT ({how})"


if __name__ == "__main__":
    main()
