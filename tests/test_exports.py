"""Specify what a check hands over besides plain values."""

import numpy as np

from grader.exports import Exported, Kept


class Target:
    def __init__(self):
        self.log = []


def test_names_are_fixed_at_once():
    """The names are copied: a list that the check changes later opens nothing."""
    names = ["forward"]

    export = Exported(Target(), names, ("a",), ("b",))
    names.append("secret")

    assert (export.methods, export.attributes, export.settable) == (("forward",), ("a",), ("b",))


def test_a_copy_is_deep_and_entered():
    """A copy shares nothing with the original, allows the same names and is known to the check."""
    export = Exported(Target(), ("forward",), (), ())

    twin = export.copied()
    twin.target.log.append("called")

    assert export.target.log == []
    assert twin.methods == ("forward",)
    assert export.copies == [twin.target]


def test_copies_of_copies_are_in_one_list():
    """The check sees all copies in the order in which they were made."""
    export = Exported(Target(), (), (), ())

    first = export.copied()
    second = first.copied()

    assert export.copies == [first.target, second.target]


def test_kept_content_is_a_copy_until_it_is_handed_over():
    """Asked before any student code had it, it gives its original content, which cannot be changed so."""
    kept = Kept("hold", np.zeros(2))

    kept.now()[0] = 5.0

    assert kept.now().tolist() == [0.0, 0.0]
