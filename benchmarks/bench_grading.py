"""
What grading one right submission costs: the checks, and the training against its bare arithmetic.

Interleaves both so that a drift of the machine's speed meets both; quote medians and ratios.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

REPEATS = 3
ASSIGNMENT = Path(__file__).resolve().parents[1]
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def main() -> None:
    """Print the table, or with ``--bare`` the CPU seconds of the training alone."""
    if "--bare" in sys.argv:
        print(bare_training_s())
        return
    checks, ratios, bares, trainings = [], [], [], []
    for _ in range(REPEATS):
        total_s, training_s, count = graded()
        command = [sys.executable, __file__, "--bare"]
        bare = subprocess.run(
            command, env=os.environ | ONE_THREAD, capture_output=True, text=True, check=True
        )
        bare_s = float(bare.stdout)
        checks.append(total_s - training_s)
        bares.append(bare_s)
        trainings.append(training_s)
        ratios.append(training_s / bare_s)
    print(f"{count} unit and gradient checks of one right submission, start of every worker included")
    print(f"  wall: median {statistics.median(checks):.2f} s of {REPEATS} (allowed: 5 s)")
    print("accuracy check, all runs, against the bare arithmetic of the same training in one process")
    print(f"  graded {statistics.median(trainings):.2f} s, bare {statistics.median(bares):.2f} s wall")
    print(f"  ratio: median {statistics.median(ratios):.2f} (allowed: 1.25)")


def graded() -> tuple[float, float, int]:
    """Grade the reference; return wall seconds in all, those of the accuracy check, the other checks."""
    from grader import seeds
    from grader.grading import Request, grade

    started_s = time.perf_counter()
    report = grade(
        Request(ASSIGNMENT, ASSIGNMENT / "reference", secret=seeds.PUBLIC_SECRET), lambda _event, _total: None
    )
    total_s = time.perf_counter() - started_s
    assert report.score == report.max_score, f"the reference earned {report.score}"
    checks_s = report.timing["checks_s"]
    return total_s, checks_s["mnist/accuracy"], len(checks_s) - 1


def bare_training_s() -> float:
    """Return wall seconds of the accuracy check's training by the reference's own classes in this process."""
    import numpy as np

    from grader import config as configuration
    from grader.reference import load_reference
    from grader.servant import Batches
    from grader.training import Trainee, batch_order, initial_weights, load_images

    rules = configuration.load(ASSIGNMENT).accuracy
    goal = rules.datasets[rules.dataset]
    modules, images = load_reference(ASSIGNMENT), load_images(rules.dataset)
    test = (images.test - images.mean) / images.deviation
    started_s = time.perf_counter()
    for seed in rules.seeds:
        rng = np.random.default_rng(seed)
        rates = [rate / rules.batch_size for rate in goal.learning_rates]
        trainee = Trainee(modules, initial_weights(rules.architecture, rng), rates[0])
        order = batch_order(len(images.train), rules.batch_size, len(rates), rng)
        trainee.network.data_layer = Batches(
            images.train,
            images.labels,
            order,
            rules.batch_size,
            images.classes,
            images.mean,
            images.deviation,
        )
        for rate in rates:
            trainee.set_rate(rate)
            trainee.network.train(len(order) // len(rates) // rules.batch_size)
        trainee.predict(test)
    return time.perf_counter() - started_s


if __name__ == "__main__":
    main()
