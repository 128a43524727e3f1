"""Show handwritten digits that a network gets wrong, as pictures inside the page."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from grader import mnist
from grader.errors import DataError

if TYPE_CHECKING:
    from markupsafe import Markup

SIDE = 28
_MOST = 12


@dataclass(frozen=True)
class Mistake:
    """One test image that was taken for another digit; *confidence* is a share or None."""

    index: int
    label: int
    predicted: int
    confidence: float | None


Images = Callable[[str], mnist.Bytes]


@cache
def images_of(dataset: str) -> mnist.Bytes:
    """
    Return the test images of *dataset*, shape ``(n, 784)``.

    Raises:
        DataError: They are not on this machine, or damaged.
    """
    return np.array(mnist.load(dataset).test_images)


def pictures(mistakes: Sequence[Mistake], dataset: str, images: Images = images_of) -> list[Markup]:
    """
    Return one figure for each of the *mistakes*, at most twelve, dark ink on light paper.

    Without the data set, or for an index that it does not have, the figure is words alone.

    Args:
        mistakes: The most confident first.
        dataset: Its name in the report.
        images: Gives the test images by the name of a data set.
    """
    try:
        pixels = images(dataset)
    except DataError:
        pixels = np.zeros((0, SIDE * SIDE), np.uint8)
    return [_figure(mistake, pixels) for mistake in mistakes[:_MOST]]


def png(image: mnist.Bytes) -> bytes:
    """
    Return an image of grey values as PNG.

    Args:
        image: Shape ``(height, width)``, uint8, 0 for black.

    Source: the PNG specification, third edition, sections 5 and 11 (grey, 8 bits, no filter).
    """
    height, width = image.shape
    header = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + row.tobytes() for row in np.ascontiguousarray(image, np.uint8))
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )


def _figure(mistake: Mistake, pixels: mnist.Bytes) -> Markup:
    from markupsafe import Markup

    sure = "" if mistake.confidence is None else f"{mistake.confidence:.0%} sure"
    words = Markup('<figcaption><b>{}</b> taken for <b>{}</b><span class="soft">{}</span></figcaption>')
    caption = words.format(mistake.label, mistake.predicted, sure)
    picture = Markup()
    if 0 <= mistake.index < len(pixels) and pixels.shape[1:] == (SIDE * SIDE,):
        ink = 255 - pixels[mistake.index].reshape(SIDE, SIDE)
        data = base64.b64encode(png(ink)).decode()
        alt = f"Test image {mistake.index}, a handwritten {mistake.label}"
        picture = Markup('<img alt="{}" width="56" height="56" src="data:image/png;base64,{}"/>').format(
            alt, data
        )
    return Markup('<figure class="digit">{}{}</figure>').format(picture, caption)
