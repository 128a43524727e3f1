"""
Build the MNIST subset that is part of the package out of the full data, the same on every machine.

    python tools/embed_mnist.py            writes grader/data/mnist-embedded.npz, prints its digest
    python tools/embed_mnist.py --check    exits with 1 if the file is not what would be written

Run `grader data fetch` before. The digest printed is recorded as `EMBEDDED_SHA256` in `grader/mnist.py`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from grader import mnist
from grader.errors import DataError

TRAIN_SIZE = 20_000
TEST_SIZE = 2_000


def subset(
    full: mnist.Dataset, train_size: int = TRAIN_SIZE, test_size: int = TEST_SIZE
) -> dict[str, mnist.Bytes]:
    """
    Choose the embedded images and labels: stratified, evenly spaced, in the official order.

    Args:
        full: All the data, loaded with no validation images, so that none of the training images is left out.
        train_size: How many of the training images.
        test_size: How many of the test images.

    Returns:
        `train_images` and `test_images` of shape `(n, 784)`, `train_labels` and `test_labels` `(n,)`, uint8.

    Raises:
        ValueError: More images are wanted than there are.
    """
    train = mnist.stratified(full.train_labels, train_size)
    test = mnist.stratified(full.test_labels, test_size)
    return {
        "train_images": full.train_images[train],
        "train_labels": full.train_labels[train].astype(np.uint8),
        "test_images": full.test_images[test],
        "test_labels": full.test_labels[test].astype(np.uint8),
    }


def write(arrays: dict[str, mnist.Bytes], path: Path) -> None:
    """Write *arrays* to *path* in one step; the same bytes each time where zlib is the same."""
    unfinished = path.with_name(path.name + ".part")
    try:
        with unfinished.open("wb") as stream:
            np.savez_compressed(stream, allow_pickle=False, **arrays)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def stale(digest: str, path: Path) -> str | None:
    """Return why *path* is not the file with the content *digest*, or None where it is."""
    try:
        mnist.load_embedded(path, digest)
    except DataError as error:
        return str(error)
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Build or check the file; return the exit code: 0 done, 1 stale, 2 the full data are not there."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--from", dest="folder", type=Path, help="the folder of the four unpacked IDX files")
    parser.add_argument("-o", "--output", type=Path, default=mnist.EMBEDDED, help="default: %(default)s")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 if the file is stale"
    )
    options = parser.parse_args(arguments)
    try:
        arrays = subset(mnist.load_full(options.folder or mnist.data_folder(), validation_size=0))
    except DataError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    digest = mnist.content_digest(arrays)
    if not options.check:
        write(arrays, options.output)
    sys.stdout.write(f"{digest}  {options.output}\n")
    reason = stale(digest, options.output)
    if reason is None and digest != mnist.EMBEDDED_SHA256:
        reason = f"grader/mnist.py: EMBEDDED_SHA256 is {mnist.EMBEDDED_SHA256}, must be {digest}"
    if reason:
        sys.stderr.write(f"{reason}\n")
    return 1 if reason else 0


if __name__ == "__main__":
    sys.exit(main())
