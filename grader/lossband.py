"""
Know between which losses right solutions train: those of the reference's own runs. Knows no submission.

The runs take seconds, so what they gave is kept in the user's cache folder. They take place in a process of
their own with one thread, which is as fast and does not wait for a busy machine. Nothing of it is secret: the
initial weights and the batches come from the seeds of `config.yaml`.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader import mnist, wholefile
from grader.reference import load_reference, reference_files
from grader.seeds import framed_sha256

if TYPE_CHECKING:
    from grader.config import Config

_FORM = "3"
"""Another number makes all that is kept worthless: for changes of the training itself."""

_DIGITS = 4
_MOST_POINTS = 50
_PATIENCE_S = 600.0
_WAIT = "training the reference once, for the loss curves in the pages"
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


@dataclass(frozen=True)
class LossBand:
    """
    The reference's losses over its runs: the smallest, the largest and the mean at each of 50 points.

    Each point is a mean over an equal stretch of the training, as in a report's runs.
    """

    low: tuple[float, ...]
    high: tuple[float, ...]
    mean: tuple[float, ...]


def loss_band(
    assignment: Path, config: Config, tell: Callable[[str], object] | None = None
) -> LossBand | None:
    """
    Return the band of the reference's losses, with the seeds and rules by which submissions are trained.

    Args:
        assignment: Its folder.
        config: Of the assignment; its dataset is what the reference is trained on.
        tell: Takes a line for the person who waits, where the reference is to be trained first.

    Returns:
        None where no check of the *assignment* trains, or the reference or its data cannot be used.
    """
    if not _trains(assignment):
        return None
    path = _cache_folder() / f"{_key(reference_files(assignment), config)}.json"
    if kept := _kept(path):
        return kept
    if tell is not None:
        tell(_WAIT)
    band = _measured(assignment, config.accuracy.dataset)
    if band is not None:
        with contextlib.suppress(OSError):  # a cache that cannot be written costs time only
            wholefile.replace(path, json.dumps(asdict(band)).encode())
    return band


def _trains(assignment: Path) -> bool:
    """Tell whether a check says of itself that its kind is `accuracy`."""
    for folder in ("exercises/checks", "reference/checks"):
        for path in sorted((assignment / folder).glob("*.py")):
            try:
                keywords = (
                    node for node in ast.walk(ast.parse(path.read_bytes())) if type(node) is ast.keyword
                )
            except (OSError, SyntaxError, ValueError, RecursionError):
                continue
            for word in keywords:
                value = word.value.value if isinstance(word.value, ast.Constant) else None
                if word.arg == "kind" and value == "accuracy":
                    return True
    return False


def _cache_folder() -> Path:
    """Return a folder beside that of the full data, in the user's cache folder."""
    import pooch  # type: ignore[import-untyped]  # it carries no annotations

    return Path(pooch.os_cache("nn-grader")) / "lossbands"


def _key(sources: dict[str, bytes], config: Config) -> str:
    """Return a digest of all that the losses depend on."""
    import numpy as np

    rules = config.accuracy
    own = {"architecture", "batch_size", "seeds", "dataset", "early_stop"}
    said: dict[str, Any] = rules.model_dump(mode="json", include=own)
    said["learning_rates"] = list(rules.datasets[rules.dataset].learning_rates)
    digests = [mnist.EMBEDDED_SHA256] if rules.dataset == "embedded" else [f.sha256 for f in mnist.FILES]
    facts = [_FORM, np.__version__, json.dumps(said, sort_keys=True), repr(config.layout), *digests]
    files = [part for name in sorted(sources) for part in (name.encode(), sources[name])]
    return framed_sha256([*(fact.encode() for fact in facts), *files]).hex()


def _kept(path: Path) -> LossBand | None:
    """Return what the cache holds, or None where it is not there or broken."""
    try:
        data = json.loads(path.read_bytes())
        band = LossBand(**{name: tuple(map(float, points)) for name, points in data.items()})
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return None
    return band if _is_sound(band) else None


def _is_sound(band: LossBand) -> bool:
    points = list(zip(band.low, band.mean, band.high, strict=False))
    whole = (
        len(points) == len(band.low) == len(band.mean) == len(band.high) and 0 < len(points) <= _MOST_POINTS
    )
    return whole and all(math.isfinite(low + high) and low <= mean <= high for low, mean, high in points)


def _measured(assignment: Path, dataset: str) -> LossBand | None:
    """
    Return the band of the reference as it trains now on *dataset*, or None where it does not.

    Its process is in a session of its own: Ctrl-C, which stops a batch in good order, is not for it.
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [sys.executable, "-P", "-m", "grader.lossband", str(assignment.resolve()), dataset]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=own | dict.fromkeys(_THREADS, "1"),
            timeout=_PATIENCE_S,
            check=True,
            start_new_session=True,
        )
        return _band(json.loads(done.stdout))
    except (OSError, ValueError, TypeError, subprocess.SubprocessError):
        return None  # the reference may be at any stage of being written


def curves(assignment: Path, dataset: str) -> list[list[float]]:
    """Return the losses of each of the reference's runs on *dataset*, thinned as in a report."""
    from grader import config as configuration
    from grader.batches import Batches
    from grader.training import load_images, split_of
    from grader.trainingrun import TrainingRun, thinned

    config = configuration.load(assignment).with_dataset(dataset)
    rules = config.accuracy
    images, modules = load_images(rules.dataset), load_reference(assignment, config.layout)
    scale = (images.classes, images.mean, images.deviation)

    def data_layer(order: Any) -> Batches:
        return Batches(images.train, images.labels, order, rules.batch_size, *scale)

    def curve(run: tuple[int, int]) -> list[float]:
        """Train to the end: a band is wanted beside any part of a training."""
        training = TrainingRun(modules, rules, split_of(rules).rows, data_layer, run, lambda _: None)
        training.go_on(None)
        return thinned(training.curve)

    return [curve(run) for run in enumerate(rules.seeds, 1)]


def _band(runs: Sequence[Sequence[float]]) -> LossBand | None:
    """
    Return the band of the losses of several *runs*, or None where there is a loss that is no number.

    Raises:
        ValueError: They are not of one length.
    """
    points = list(zip(*runs, strict=True))
    if not points or not all(math.isfinite(loss) for point in points for loss in point):
        return None
    return LossBand(
        low=tuple(_rounded(min(point)) for point in points),
        high=tuple(_rounded(max(point)) for point in points),
        mean=tuple(_rounded(math.fsum(point) / len(point)) for point in points),
    )


def _rounded(loss: float) -> float:
    """Return *loss* in as many digits as a student's own losses have."""
    return float(f"{loss:.{_DIGITS}g}")


def main() -> int:
    """Train the reference and tell its losses on standard output, which the reference does not see."""
    with contextlib.redirect_stdout(io.StringIO()):
        told = json.dumps(curves(Path(sys.argv[1]), sys.argv[2]))
    sys.stdout.write(told + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
