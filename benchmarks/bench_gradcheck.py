"""
Gradient checks: ours against PyTorch's and Autograd's on the same functions, and what ours cost by size.

``python benchmarks/bench_gradcheck.py [--rounds N] [--without-entries]``: all weights of 784 x 128 with their
biases, and of the network 784-128-64-10, in float64 with one BLAS thread, each tool in a process of its own.
Each round runs all of them on new numbers; medians of the CPU time of the rounds, and of the ratios of each
round. PyTorch's check of every entry takes a minute or two and runs once. Environments are made at first use
(with the network, some minutes), and kept.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

import numpy as np  # noqa: E402  the project is found by the line above

from benchmarks import costs, tables  # noqa: E402  as above
from benchmarks.peers import environments, gradproblem  # noqa: E402  as above
from grader.gradients import gradcheck  # noqa: E402  as above

SEEDS = 20
REQUIRED_MS = 20
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
OURS = "ours"
PEERS = {
    "PyTorch": (("torch==2.13.0", "numpy"), "gradtorch.py", "1 random direction, 1 random projection"),
    "Autograd": (("autograd", "numpy"), "gradautograd.py", "1 random direction, 1 random projection"),
}
OWN_WAY = "3 random directions, 3 random projections (1 for the loss); forward and backward repeatable"
ENTRIES = "every entry, of half the sum of squares (784 x 128) or the loss"


class Tool:
    """
    A process that runs gradient checks on demand.

    Args:
        name: Of the tool, with its version.
        way: What it checks.
        command: Starts it.
    """

    def __init__(self, name: str, way: str, command: list[str], stack: ExitStack) -> None:
        self.name, self.way = name, way
        self._process = stack.enter_context(
            subprocess.Popen(
                command,
                cwd=PROJECT,
                env=os.environ | ONE_THREAD | {"PYTHONPATH": str(PROJECT)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        stack.callback(self._process.stdin.close)

    def run(self, name: str, seed: int) -> tuple[float, bool]:
        """Return the CPU milliseconds of a check, and whether the gradient passed."""
        print(name, seed, file=self._process.stdin, flush=True)
        spent_ms, passed = self._process.stdout.readline().split()
        return float(spent_ms), passed == "1"


def main() -> None:
    """Print and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--without-entries", action="store_true")
    options = parser.parse_args()
    costs.keep_to_one_processor()
    os.environ.update(ONE_THREAD)
    with ExitStack() as stack:
        tools = started(stack)
        for tool in tools:
            for name in ("layer", "network"):
                tool.run(name, 0)
        rounds = [
            {(tool, name): right(tool, name, seed) for name in ("layer", "network") for tool in tools}
            for seed in range(1, options.rounds + 1)
        ]
        found = {tool: sum(not tool.run("wrong", seed)[1] for seed in range(SEEDS)) for tool in tools}
        entries = [] if options.without_entries else by_entries(tools)
    show(tools, rounds, found, entries)
    by_size()


def started(stack: ExitStack) -> list[Tool]:
    """Return ours and those peers that can be had; tell why, where one cannot."""
    own = "from benchmarks.peers import gradours, gradproblem; gradproblem.answer(gradours.RUNS)"
    tools = [Tool(OURS, OWN_WAY, [sys.executable, "-c", own], stack)]
    for name, (packages, script, way) in PEERS.items():
        try:
            programs = environments.made(name.lower(), packages)
        except OSError as error:
            print(f"left out: {name}: {error}")
            continue
        release = environments.version(programs, packages[0].partition("==")[0])
        command = [str(programs / "python"), str(PROJECT / "benchmarks/peers" / script)]
        tools.append(Tool(f"{name} {release}", way, command, stack))
    return tools


def right(tool: Tool, name: str, seed: int) -> float:
    """Return the CPU milliseconds of a check of a right gradient, which has to pass."""
    spent_ms, passed = tool.run(name, seed)
    if not passed:
        raise SystemExit(f"{tool.name}: a right gradient of the {name} does not pass with seed {seed}")
    return spent_ms


def by_entries(tools: list[Tool]) -> list[tuple[Tool, float, float]]:
    """Return what PyTorch's check of every entry costs, once."""
    return [
        (tool, right(tool, "layer-entries", 0), right(tool, "network-entries", 0))
        for tool in tools
        if tool.name.startswith("PyTorch")
    ]


def show(tools, rounds, found, entries) -> None:
    """Print and write the comparison, then the verdicts."""
    ours, rows = tools[0], []
    for tool in tools:
        cells = []
        for name in ("layer", "network"):
            cells += [
                statistics.median(each[tool, name] for each in rounds),
                statistics.median(each[tool, name] / each[ours, name] for each in rounds),
            ]
        rows.append([tool.name, tool.way, *cells, f"{found[tool]} of {SEEDS}"])
    for tool, *spent in entries:
        own = [statistics.median(each[ours, name] for each in rounds) for name in ("layer", "network")]
        cells = [cell for ms, mine in zip(spent, own, strict=True) for cell in (ms, ms / mine)]
        rows.append([tool.name, ENTRIES, *cells, "not tried"])
    header = (
        "check",
        "of",
        "784 x 128, CPU ms",
        "/ ours",
        "784-128-64-10, CPU ms",
        "/ ours",
        f"one weight off by {gradproblem.OFF - 1:.0%} found",
    )
    tables.write("gradient-checks", header, rows)
    spent = statistics.median(each[ours, "layer"] for each in rounds)
    how = "PASS" if spent <= REQUIRED_MS and found[ours] == SEEDS else "SHORT"
    print(f"{REQUIRED_MS} ms and {SEEDS} of {SEEDS} required: {how} ({spent:.1f} ms, {found[ours]})")


def cases(rng):
    """Yield a name, a forward, its backward and a point."""
    for size_in, size_out, batch in ((784, 128, 8), (128, 64, 8), (10, 15, 4), (4, 3, 5)):
        x = np.hstack([rng.standard_normal((batch, size_in)), np.ones((batch, 1))])
        name = f"weights {size_in} x {size_out}"
        yield name, x.__matmul__, x.T.__matmul__, rng.standard_normal((size_in + 1, size_out))
    for shape in ((8, 784), (4, 5)):
        x = rng.standard_normal(shape)
        yield f"tanh {shape[0]} x {shape[1]}", np.tanh, (lambda dy, x=x: dy * (1 - np.tanh(x) ** 2)), x


def measure(forward, backward, x, factor, repeats=5):
    """Return the median CPU milliseconds and the evaluations of one check."""
    spent, points = [], 0
    for seed in range(repeats):
        points = 0

        def evaluate(batch):
            nonlocal points
            points += len(batch)
            return [forward(point) for point in batch]

        start = time.process_time()
        report = gradcheck(
            forward, lambda dy: factor * backward(dy), x, rng=np.random.default_rng(seed), evaluate=evaluate
        )
        spent.append(1e3 * (time.process_time() - start))
        if report.passed is not (factor == 1):
            raise SystemExit(f"wrong verdict: {report}")
    return statistics.median(spent), points


def by_size() -> None:
    """Print and write what a right and a wrong gradient cost, by the size of what is checked."""
    rows = [
        [name, x.size, *measure(forward, backward, x, 1), *measure(forward, backward, x, 1.01)]
        for name, forward, backward, x in cases(np.random.default_rng(0))
    ]
    header = ("checked", "entries", "right: CPU ms", "forwards", "all 1 % too large: CPU ms", "forwards")
    tables.write("gradient-checks-by-size", header, rows)


if __name__ == "__main__":
    main()
