"""
Load NumPy's random numbers without `secrets`, of which they take one function, and OpenSSL behind it.

Every fork would carry that along: half a megabyte and a tenth of all mappings, for what student code hardly
uses. Whoever imports `secrets`, `hashlib` or `hmac` later gets what Python has.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_NAME = "secrets"


@contextmanager
def stood_in() -> Iterator[None]:
    """Have an import of `secrets` in the block find `randbits` alone; who asks for more gets all of it."""
    if _NAME in sys.modules:
        yield
        return
    sys.modules[_NAME] = stand_in = _StandIn(_NAME)
    try:
        yield
    finally:
        if sys.modules.get(_NAME) is stand_in:
            del sys.modules[_NAME]


class _StandIn(ModuleType):
    """Has what the library makes of `random`, by the same words."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        from random import SystemRandom  # in the block, whose owner holds back what it registers

        self.randbits = SystemRandom().getrandbits

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # Python's own questions
            raise AttributeError(name)
        if sys.modules.get(_NAME) is self:
            del sys.modules[_NAME]
        return getattr(importlib.import_module(_NAME), name)
