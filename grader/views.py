"""
Show objects of a course that keeps weights or losses otherwise as the checks expect them.

Stands beside the solutions, in a worker as in the judge. It only converts: what it tells is as much the
student's word as what their code tells.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

_ARRAYS = frozenset({"weights", "gradient_weights"})
_NOT_HANDED_ON = frozenset(vars(object)) - {"__eq__", "__hash__", "__repr__", "__str__", "__dir__"} | {
    *("__getattr__", "__delattr__", "__del__", "__copy__", "__deepcopy__", "__slots__", "__dict__"),
    *(
        "__weakref__",
        "__getstate__",
        "__setstate__",
        "__set_name__",
        "__init_subclass__",
        "__class_getitem__",
    ),
    *("__getnewargs__", "__getnewargs_ex__", "__instancecheck__", "__subclasscheck__"),
}


@dataclass(frozen=True)
class Conversion:
    """
    How a course keeps its arrays and its losses.

    Attributes:
        transposed: Weights are stored as ``(outputs, inputs + 1)``.
        bias_first: The biases come before the other weights.
        divisors: Of a loss, by what a course divides the sum, and by what the checks do: ``sum``,
            ``mean`` (the batch size) or ``mean_of_entries``.
    """

    transposed: bool = False
    bias_first: bool = False
    divisors: tuple[str, str] = ("sum", "sum")

    @property
    def moves_weights(self) -> bool:
        """Tell whether weights are kept otherwise than the checks expect."""
        return self.transposed or self.bias_first

    def canonical(self, own: Any) -> Any:
        """Return the array *own* of the course as ``(inputs + 1, outputs)``, the biases last."""
        if not _is_matrix(own):
            return own
        rows = own.T if self.transposed else own
        return np.roll(rows, -1, axis=0) if self.bias_first else rows

    def own(self, canonical: Any) -> Any:
        """Return a *canonical* array as the course keeps it."""
        if not _is_matrix(canonical):
            return canonical
        rows = np.roll(canonical, 1, axis=0) if self.bias_first else canonical
        return rows.T if self.transposed else rows

    def factor(self, prediction: Any) -> float:
        """Return what a loss of *prediction* ``(batch, outputs)`` is to be multiplied by."""
        own, canonical = (_divisor(kind, prediction) for kind in self.divisors)
        return own if canonical == 1 else own / canonical


def _is_matrix(value: object) -> bool:
    return isinstance(value, np.ndarray) and value.ndim == 2


def _divisor(kind: str, prediction: Any) -> int:
    shape = np.shape(prediction)
    if kind == "sum" or not shape:
        return 1
    return max(1, shape[0] if kind == "mean" else int(np.prod(shape)))


class View:
    """
    Stands for an object of a solution, whose own methods see their own conventions.

    What is not converted is handed on: attributes, special methods, exceptions, and the class, so that
    `isinstance` holds.
    """

    __slots__ = ("_facade_bare", "_facade_conversion", "_facade_factor")

    def __init__(self, bare: object, conversion: Conversion) -> None:
        object.__setattr__(self, "_facade_bare", bare)
        object.__setattr__(self, "_facade_conversion", conversion)
        object.__setattr__(self, "_facade_factor", 1)

    __class__ = property(lambda self: bare(self).__class__)

    def __getattr__(self, name: str) -> Any:
        return getattr(bare(self), name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(bare(self), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(bare(self), name)

    def __copy__(self) -> View:
        return type(self)(copy.copy(bare(self)), self._facade_conversion)

    def __deepcopy__(self, memo: dict[int, Any]) -> View:
        return type(self)(copy.deepcopy(bare(self), memo), self._facade_conversion)


class LayerView(View):
    """A layer, whose arrays and whose optimizer are converted."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        value = getattr(bare(self), name)
        if name in _ARRAYS:
            return self._facade_conversion.canonical(value)
        return bare(value) if name == "optimizer" else value

    def __setattr__(self, name: str, value: object) -> None:
        if name in _ARRAYS:
            value = self._facade_conversion.own(value)
        elif name == "optimizer" and value is not None:
            value = view(OptimizerView, value, self._facade_conversion)
        setattr(bare(self), name, value)


class OptimizerView(View):
    """An optimizer, as the layer that calls it wants to see it: with the layer's own arrays."""

    __slots__ = ()

    def calculate_update(self, weights: Any, gradient: Any, *more: Any, **named: Any) -> Any:
        """Ask the optimizer in the conventions of the checks; answer in those of the course."""
        canonical = self._facade_conversion.canonical
        updated = bare(self).calculate_update(canonical(weights), canonical(gradient), *more, **named)
        return self._facade_conversion.own(updated)


class LossView(View):
    """A loss, whose value and gradient are multiplied by what the course divides them by."""

    __slots__ = ()

    def forward(self, prediction: Any, *more: Any, **named: Any) -> Any:
        """Return the loss as the checks expect it, and keep the factor for `backward`."""
        value = bare(self).forward(prediction, *more, **named)
        object.__setattr__(self, "_facade_factor", self._facade_conversion.factor(prediction))
        return _times(value, self._facade_factor)

    def backward(self, *given: Any, **named: Any) -> Any:
        """Return the gradient of what `forward` returned last."""
        return _times(bare(self).backward(*given, **named), self._facade_factor)


def _times(value: Any, factor: float) -> Any:
    """Return a number or an array times *factor*; anything else is the student's mistake, left as it is."""
    is_number = isinstance(value, int | float | np.number | np.ndarray) and not isinstance(value, bool)
    return value * factor if is_number and factor != 1 else value


def bare(value: Any) -> Any:
    """Return the object for which *value* stands, or *value* itself where it stands for none."""
    return object.__getattribute__(value, "_facade_bare") if issubclass(type(value), View) else value


def view(kind: type[View], of: Any, conversion: Conversion) -> Any:
    """Return a view of *of* that has its special methods as well; of a view, or of None, there is none."""
    if of is None or issubclass(type(of), View):
        return of
    special = {
        name
        for each in type(of).__mro__
        for name, value in vars(each).items()
        if name.startswith("__") and name not in _NOT_HANDED_ON and callable(value) and each is not object
    }
    return _special_view(kind.__name__, frozenset(special))(of, conversion)


@lru_cache(maxsize=64)
def _special_view(name: str, special: frozenset[str]) -> type[View]:
    def handing_on(name: str) -> Callable[..., Any]:
        return lambda self, *given, **named: getattr(bare(self), name)(*given, **named)

    return type(name, (_KINDS[name],), {"__slots__": ()} | {name: handing_on(name) for name in special})


_KINDS = {kind.__name__: kind for kind in (LayerView, OptimizerView, LossView)}


class Class:
    """Stands for a class of a solution; what it makes is viewed through the course's conventions."""

    def __init__(self, of: Any, viewed: Callable[[Any], Any]) -> None:
        self._of, self._viewed = of, viewed

    def __call__(self, *given: Any, **named: Any) -> Any:
        """Make an instance, and return the view of it."""
        return self._viewed(self._of(*given, **named))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._of, name)

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, self._of)
