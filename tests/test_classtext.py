"""Specify how the source of a class is read, so that it can be made elsewhere."""

import functools
from dataclasses import dataclass

import numpy as np
import pytest

from grader.classtext import source_of
from grader.errors import ConfigError


class Doubling:
    """Doubles, and has a text at the margin."""

    margin = """
a line at the margin
"""
    factor = 2.0

    def forward(self, x):
        """Use a name of Python's, one of NumPy's and one of its own."""
        return np.array([self.factor * each for each in sorted(x)])


# not a part of either
class Tripling(Doubling):
    """Inherits from a class of the same file."""

    factor = 3.0

    def forward(self, x):
        """Call what it inherits."""
        return super().forward(x)


class Foreign:
    """Uses what stands at the top of this file."""

    def forward(self, x):
        """Ask for more than NumPy."""
        return pytest.approx(functools.reduce(max, x))


@dataclass
class Decorated:
    """Has a decorator, which is not there elsewhere."""

    factor: float


def made(kind):
    """Make an object of a class from nothing but its source."""
    names = {"np": np, "__name__": "check"}
    exec(source_of(kind), names)
    return names[kind.__name__]()


def test_a_class_can_be_made_from_its_source():
    """All lines of the class come, also those of a text at the margin, and none after it."""
    assert made(Doubling).forward([2, 1]).tolist() == [2.0, 4.0]
    assert source_of(Doubling).rstrip().endswith("for each in sorted(x)])")


def test_classes_of_the_same_file_that_it_is_derived_from_come_with_it():
    """They stand before it."""
    assert made(Tripling).forward([2, 1]).tolist() == [3.0, 6.0]


def test_a_name_that_is_not_there_is_named():
    """The author learns of it, before a student is blamed for it."""
    with pytest.raises(
        ConfigError, match=r"test_classtext\.Foreign: .* finds np there, but not functools, pytest$"
    ):
        source_of(Foreign)


def test_a_decorator_is_refused():
    """What it makes of the class would be lost."""
    with pytest.raises(ConfigError, match=r"Decorated: .* must have no decorator"):
        source_of(Decorated)


def test_a_class_inside_a_function_is_refused():
    """It may use what is around it."""

    class Inner:
        """Stands in a function."""

    with pytest.raises(ConfigError, match=r"Inner: must be a class at the top level of its file"):
        source_of(Inner)
