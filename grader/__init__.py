"""Grade neural networks written from scratch in NumPy; the names below are for check authors."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.api import (
        batches,
        check,
        exported,
        fold,
        generator,
        hold,
        resident,
        returned_type,
    )
    from grader.assertions import (
        as_number,
        assert_close,
        assert_gradient,
        assert_raises,
        assert_unchanged,
        expect,
    )
    from grader.gradients import gradcheck
    from grader.pipeline import pipelined

__version__ = "0.1.0"
__all__ = [
    "as_number",
    "assert_close",
    "assert_gradient",
    "assert_raises",
    "assert_unchanged",
    "batches",
    "check",
    "expect",
    "exported",
    "fold",
    "generator",
    "gradcheck",
    "hold",
    "pipelined",
    "resident",
    "returned_type",
]
_ASSERTIONS = ("as_number", "assert_close", "assert_gradient", "assert_raises", "assert_unchanged", "expect")
_HOMES = dict.fromkeys(_ASSERTIONS, "grader.assertions") | {
    "gradcheck": "grader.gradients",
    "pipelined": "grader.pipeline",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use, so that the worker never loads what it must not know."""
    if name not in __all__:
        raise AttributeError(f"module 'grader' has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "grader.api")), name)
