"""
What one right submission costs, graded behind walls, against its bare arithmetic in one process.

``python benchmarks/bench_grading.py [ROUNDS]``: interleaved, one thread each, processor time. Bare is the
same training by the reference's own classes, to where the graded runs were stopped, with the predictions;
and the functions of all other checks, against the same solution, without a wall. Both have started, loaded
the data and collected the checks before, and as many submissions have been graded as a class has before all
is warm. One row is of a right solution in another hand, whose answers are often not the reference's.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import costs, tables
from grader import checkfiles, seeds
from grader import config as configuration
from grader.bench import BENCH
from grader.intake import read_submission
from grader.records import Kind, Verdict
from grader.reference import load_reference, reference_files
from grader.seat import Course, Seat, whole_errand
from grader.serving import MANY
from grader.stage import Script, Stage
from tests.fairness.corpus import Solution, solutions, write

REQUIRED = 1.15
OTHER = "closures"
"""The solution of `tests/fairness` in another hand: five files of its own."""
ROUNDS = 5
ASSIGNMENT = Path(__file__).resolve().parents[1]
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
BARE = "--bare"


def main() -> None:
    """Print and write the table, or answer as the bare process."""
    if BARE in sys.argv:
        _serve()
        return
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    costs.keep_to_one_processor()
    graded: dict[str, list[float]] = {"accuracy": [], "others": [], "other hand": []}
    bare: dict[str, list[float]] = {**{part: [] for part in graded}, "to the end": []}
    with _Grading() as grading, _BareProcess() as process:
        grading.all_of("accuracy")  # what is only done once is done
        for _ in range(MANY):
            grading.all_of("others")
        for _ in range(rounds):
            for part, spent in graded.items():
                spent.append(grading.all_of(part))
            done = process.times(grading.iterations, grading.planned)
            for part, spent in bare.items():
                spent.append(done[part])
    _report(graded, bare, grading)


def _report(graded: dict[str, list[float]], bare: dict[str, list[float]], grading: _Grading) -> None:
    rows: list[Sequence[object]] = []
    whole = ["accuracy", "others"]
    for name, parts, without in (
        ("accuracy", ["accuracy"], ["accuracy"]),
        (f"{grading.others} other checks", ["others"], ["others"]),
        (f"{grading.others} other checks, in another hand", ["other hand"], ["other hand"]),
        ("all", whole, whole),
        ("all; bare with all planned iterations", whole, ["to the end", "others"]),
    ):
        walled = [sum(each) for each in zip(*(graded[part] for part in parts), strict=True)]
        plain = [sum(each) for each in zip(*(bare[part] for part in without), strict=True)]
        ratio = statistics.median(one / other for one, other in zip(walled, plain, strict=True))
        rows.append([name, statistics.median(walled), statistics.median(plain), ratio])
    trained = " + ".join(map(str, grading.iterations))
    note = (
        f"CPU seconds for one right submission, medians of {len(graded['others'])} interleaved rounds; "
        f"trained for {trained} iterations of {grading.planned} each; the other hand is `{OTHER}` of "
        f"`tests/fairness`. Required for all: at most {REQUIRED}."
    )
    tables.write("grading", ["checks", "graded, s", "bare, s", "ratio"], rows, note)


class _Grading(contextlib.ExitStack):
    """A warm seat, and the errands of the two parts."""

    iterations: tuple[int, ...] = ()
    planned = 0

    def __init__(self) -> None:
        super().__init__()
        self._seat = self.enter_context(Seat(Course(ASSIGNMENT, seeds.PUBLIC_SECRET)))
        config = configuration.load(ASSIGNMENT)
        submission = read_submission(ASSIGNMENT / "reference", config)
        folder = Path(self.enter_context(tempfile.TemporaryDirectory()))
        trains = {
            kind: [c for c in self._seat.plan if (c.kind is Kind.ACCURACY) == kind] for kind in (True, False)
        }
        self._errands = {
            name: whole_errand(submission, trains[name == "accuracy"]) for name in ("accuracy", "others")
        }
        other = read_submission(write(_other_hand(), folder), config)
        self._errands["other hand"] = whole_errand(other, trains[False])
        self.others = len(trains[False])

    def all_of(self, part: str) -> float:
        """Grade one part; return what that cost in processor seconds."""
        found: list[Any] = []
        cost = costs.of_calls(lambda: found.append(self._seat.examine(self._errands[part])))
        outcomes = found[0].outcomes
        wrong = [name for name, outcome in outcomes.items() if outcome.verdict is not Verdict.PASSED]
        assert not wrong, f"the reference fails {wrong}"
        for outcome in outcomes.values():
            if block := outcome.details.get("accuracy"):
                self.iterations = tuple(run["iterations"] for run in block["runs"])
                self.planned = block["runs"][0]["planned"]
        return cost.cpu_s


class _BareProcess(contextlib.ExitStack):
    """This program again, which has collected the checks and times what it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        command = [sys.executable, __file__, BARE]
        pipe = subprocess.PIPE
        environment = os.environ | ONE_THREAD | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, env=environment, text=True)
        self.enter_context(self._process)
        self._answer()

    def times(self, iterations: Sequence[int], planned: int) -> dict[str, float]:
        """
        Return the processor seconds of the training and of the checks.

        Each run of the training has its own *iterations*, then so many as were *planned*.
        """
        assert self._process.stdin
        self._process.stdin.write(json.dumps([iterations, [planned] * len(iterations)]) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, float]:
        assert self._process.stdout
        answer: dict[str, float] = json.loads(self._process.stdout.readline())
        return answer


def _serve() -> None:
    """Collect the checks, then answer each line until there is none."""
    import pytest

    told = os.fdopen(os.dup(1), "w")
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main(
            ["-q", "-s", "-p", checkfiles.PLUGIN, *checkfiles.options(ASSIGNMENT, "all")],
            plugins=[_Bare(told)],
        )


class _Bare:
    """A pytest plugin that collects the checks and then times them."""

    skips = False

    def __init__(self, told: io.TextIOBase | Any) -> None:
        self.assignment, self.config, self.secret = ASSIGNMENT, configuration.load(ASSIGNMENT), b""
        self._told = told

    def pytest_configure(self, config: Any) -> None:
        """Collect as an examiner does."""
        config.stash[BENCH] = self
        config.pluginmanager.register(checkfiles.CheckFiles(sys.exit), "grader-check-files")

    def pytest_runtestloop(self, session: Any) -> bool:
        """Answer each line, a list of iterations, with the processor seconds of both parts."""
        stage = Stage(ASSIGNMENT, self.config, session.items)
        scripts = {"others": Script(reference_files(ASSIGNMENT)), "other hand": Script(_other_hand().files)}
        for script in scripts.values():
            _run_all(stage, script)
        self._tell({})
        for line in sys.stdin:
            trained = zip(("accuracy", "to the end"), json.loads(line), strict=True)
            spent = {part: _timed(partial(_train, self.config, steps)) for part, steps in trained}
            checked = {part: _timed(partial(_run_all, stage, script)) for part, script in scripts.items()}
            self._tell(spent | checked)
        return True

    def _tell(self, answer: dict[str, float]) -> None:
        self._told.write(json.dumps(answer) + "\n")
        self._told.flush()


def _other_hand() -> Solution:
    return next(solution for solution in solutions() if solution.name == OTHER)


def _run_all(stage: Stage, script: Script) -> None:
    """Run all checks but the accuracy against *script*, which has to pass them."""
    names = [check.id for check in stage.checks if check.kind is not Kind.ACCURACY]
    verdicts = {name: stage.run(name, script, seeds.PUBLIC_SECRET).verdict for name in names}
    assert set(verdicts.values()) == {Verdict.PASSED}, verdicts


def _timed(work: Callable[[], object]) -> float:
    """Return the processor seconds that *work* takes."""
    before_s = time.process_time()
    work()
    return time.process_time() - before_s


def _train(config: configuration.Config, iterations: Sequence[int]) -> None:
    """Train as the accuracy check does, to where its runs were stopped, and predict: nothing else."""
    import numpy as np

    from grader.batches import Batches
    from grader.trainee import Trainee, parts_of
    from grader.training import load_images, split_of
    from grader.trainingrun import batch_order, initial_weights

    rules, modules = config.accuracy, load_reference(ASSIGNMENT, config.layout)
    images, rows = load_images(rules.dataset), split_of(rules).rows
    scale = images.classes, images.mean, images.deviation
    rates = [rate / rules.batch_size for rate in rules.datasets[rules.dataset].learning_rates]
    trainees = []
    for seed, steps in zip(rules.seeds, iterations, strict=True):
        rng = np.random.default_rng(seed)
        trainee = Trainee(modules, initial_weights(rules.architecture, rng), rates[0])
        order = batch_order(rows, rules.batch_size, len(rates), rng)
        trainee.network.data_layer = Batches(images.train, images.labels, order, rules.batch_size, *scale)
        epoch = len(rows) // rules.batch_size
        for start, rate in zip(range(0, steps, epoch), rates, strict=False):
            trainee.set_rate(rate)
            trainee.network.train(min(epoch, steps - start))
        trainees.append(trainee)
    parts = parts_of((images.test - images.mean) / images.deviation)
    for trainee in trainees:
        trainee.predict(parts, parts)


if __name__ == "__main__":
    main()
