"""Grade neural networks written from scratch in NumPy; the names below are for check authors."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.api import (
        as_number,
        assert_close,
        assert_gradient,
        assert_raises,
        assert_unchanged,
        check,
        expect,
        exported,
        hold,
        pipelined,
    )
    from grader.gradcheck import gradcheck

__version__ = "0.1.0"
__all__ = [
    "as_number",
    "assert_close",
    "assert_gradient",
    "assert_raises",
    "assert_unchanged",
    "check",
    "expect",
    "exported",
    "gradcheck",
    "hold",
    "pipelined",
]


def __getattr__(name: str) -> Any:
    """Import a public name on first use, so that the worker never loads what it must not know."""
    if name not in __all__:
        raise AttributeError(f"module 'grader' has no attribute {name!r}")
    home = "grader.gradcheck" if name == "gradcheck" else "grader.api"
    return getattr(import_module(home), name)
