"""Specify how names are found in the files of a course."""

import sys
from contextlib import contextmanager

import pytest

from grader.facade import NameMissing, Names, NotSubmitted, file_module
from grader.loader import SubmissionFinder


def plan(home="", losses=None, **names):
    """Return a plan with *names* (``ReLU=["nn/relu.py:ReLU"]``) and canonical weights."""
    return {
        "module": "layers",
        "home": home,
        "names": {name: [each.split(":") for each in places] for name, places in names.items()},
        "weights": {"of": [], "transposed": False, "bias_first": False},
        "losses": losses or {},
    }


@contextmanager
def submission(**files):
    """Make files importable (``nn__relu="..."`` is `nn/relu.py`) and give their paths."""
    sources = {f"{name.replace('__', '/')}.py": text.encode() for name, text in files.items()}
    finder = SubmissionFinder(sources)
    finder.install()
    try:
        yield list(sources)
    finally:
        finder.uninstall()


@pytest.mark.parametrize(
    "path, name", [("a.py", "a"), ("nn/relu.py", "nn.relu"), ("nn/__init__.py", "nn"), ("x/y/z.py", "x.y.z")]
)
def test_the_module_of_a_file(path, name):
    """A package is imported by its folder's name."""
    assert file_module(path) == name


def test_the_first_place_that_is_there_counts():
    """Neither an absent file nor a file without the name is in the way of a later place."""
    with submission(
        nn__one="class A: pass", nn__two="class ReLU: which = 2", nn__three="class ReLU: pass"
    ) as files:
        names = Names(
            plan(ReLU=["nn/zero.py:ReLU", "nn/one.py:ReLU", "nn/two.py:ReLU", "nn/three.py:ReLU"]), files
        )

        assert names.ReLU.which == 2
        assert names.callables() == ("ReLU",)


def test_without_any_file_the_first_is_named():
    """It is not submitted, which is no error of the code."""
    names = Names(plan(ReLU=["nn/relu.py:ReLU", "relu.py:ReLU"]), ["main.py"])

    with pytest.raises(NotSubmitted, match=r"^nn/relu\.py was not submitted$"):
        names.ReLU  # noqa: B018  reading it is the point


def test_a_file_without_the_name_tells_which_it_has():
    """What is near is suggested; what was only imported is not the file's own."""
    with (
        submission(
            relu="from math import pi\nfrom os import path as ReLu2\nclass Relu: pass\nclass Tanh: pass"
        ) as files,
        pytest.raises(NameMissing) as caught,
    ):
        Names(plan(ReLU=["relu.py:ReLU"]), files).ReLU  # noqa: B018  reading it is the point

    assert str(caught.value) == "relu.py has no 'ReLU'; it has Relu, Tanh; rename 'Relu'?"


def test_a_broken_file_costs_its_own_names_only():
    """Also where the package's `__init__.py` imports it."""
    files = {
        "nn____init__": "from .broken import *\nfrom .right import *",
        "nn__broken": "def (:",
        "nn__right": "from .base import Base\nclass Right(Base): pass",
        "nn__base": "class Base: pass",
    }
    with submission(**files) as paths:
        names = Names(plan(Broken=["nn/broken.py:Broken"], Right=["nn/right.py:Right"]), paths)

        assert names.Right.__mro__[1].__name__ == "Base"
        with pytest.raises(SyntaxError):
            names.Broken  # noqa: B018  reading it is the point


def test_an_error_in_a_file_is_told_where_no_other_place_has_the_name():
    """The first error, since that place is the one that was meant."""
    with submission(a="1 / 0", b="x = 1") as files, pytest.raises(ZeroDivisionError):
        Names(plan(ReLU=["a.py:ReLU", "b.py:ReLU"]), files).ReLU  # noqa: B018  reading it is the point


def test_other_names_come_out_of_the_whole_file():
    """A name that is mapped need not be in it, and the file need not be right for it."""
    with submission(whole="EPSILON = 1e-9", relu="class ReLU: pass", bad="1 / 0") as files:
        names = Names(plan("whole.py", ReLU=["relu.py:ReLU"]), files)
        beside = Names(plan("bad.py", ReLU=["relu.py:ReLU"]), files)

        assert names.EPSILON == 1e-9
        assert beside.ReLU.__name__ == "ReLU"
        with pytest.raises(ZeroDivisionError):
            beside.EPSILON  # noqa: B018  reading it is the point


def test_a_name_that_nothing_maps_is_told():
    """The check asks for it, so `config.yaml` lacks an entry."""
    with pytest.raises(
        NameMissing, match=r"^config.yaml: names: layers.Sigmoid is not there; known: layers.ReLU$"
    ):
        Names(plan(ReLU=["relu.py:ReLU"]), []).Sigmoid  # noqa: B018  reading it is the point


def test_nothing_stands_between_where_the_conventions_are_those_of_the_checks():
    """A class is the class itself; one that differs is not."""
    source = "class Sum: pass\nclass Mean:\n    def forward(self, p, y): return 1.0"
    with submission(loss=source) as files:
        named = {"Sum": ["loss.py:Sum"], "Mean": ["loss.py:Mean"]}
        names = Names(plan(losses={"Mean": ["mean", "sum"]}, **named), files)

        assert names.Sum is sys.modules["loss"].Sum
        assert names.Mean().forward([[1.0], [2.0]], None) == 2.0
