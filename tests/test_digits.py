"""Mistaken digits are pictures inside the page, and words where there is no data."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np

from grader.digits import Mistake, images_of, pictures, png
from grader.errors import DataError
from tests.feedbackreports import parsed, words


def decoded(data):
    """Return the pixels of a grey PNG without filters, and check each chunk's sum."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, place = {}, 8
    while place < len(data):
        (length,) = struct.unpack(">I", data[place : place + 4])
        name, content = data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        (found,) = struct.unpack(">I", data[place + 8 + length : place + 12 + length])
        assert found == zlib.crc32(name + content)
        chunks[name], place = content, place + 12 + length
    width, height, depth, colour = struct.unpack(">2I2B", chunks[b"IHDR"][:10])
    assert (depth, colour) == (8, 0)
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, width + 1)
    assert not rows[:, 0].any()
    return rows[:, 1:]


def test_png_keeps_every_pixel():
    """What is written reads back."""
    image = np.arange(28 * 30, dtype=np.uint8).reshape(28, 30)

    assert np.array_equal(decoded(png(image)), image)


def test_the_pictured_digit_is_that_of_the_data_set():
    """The image at the index, dark on light, beside what it is and what it was taken for."""
    (figure,) = pictures([Mistake(7, 9, 4, 0.98)], "embedded")

    image = parsed(figure).find(".//img")
    pixels = decoded(base64.b64decode(image.get("src").partition(",")[2]))
    assert np.array_equal(pixels, 255 - images_of("embedded")[7].reshape(28, 28))
    assert image.get("alt") == "Test image 7, a handwritten 9"
    assert words(figure) == "9 taken for 498% sure"


def test_without_data_or_image_there_are_words():
    """Data that are not here, and an index beyond them, cost the picture alone."""

    def missing(dataset):
        raise DataError(f"{dataset} is not here")

    (absent,) = pictures([Mistake(7, 9, 4, None)], "full", missing)
    beyond, before = pictures([Mistake(10**9, 9, 4, None), Mistake(-1, 1, 2, 0.5)], "embedded")

    for figure in (absent, beyond, before):
        assert parsed(figure).find(".//img") is None
    assert words(absent) == "9 taken for 4"


def test_at_most_twelve_are_shown():
    """A page stays small whatever a report lists."""
    assert len(pictures([Mistake(0, 1, 2, 0.5)] * 40, "embedded")) == 12
