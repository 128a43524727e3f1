"""Which targets there are and where the inputs are kept that reach each corner of them."""

from __future__ import annotations

from pathlib import Path

TARGETS = ("wire", "frames", "answers", "intake")
CORPUS = Path(__file__).with_name("corpus")
