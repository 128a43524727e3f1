"""The formulas of the statement belong to checks that exist, and are MathML that runs nothing."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from grader.courselayout import Conventions
from grader.formulas import CHECKS, FORMULAS, formulas_of, mathml
from tests.feedbackreports import parsed

ASSIGNMENT = Path(__file__).resolve().parents[1]
LATEX = [latex for parts in FORMULAS.values() for latex in parts.values()]


def planned():
    """Return the names of the assignment's checks, `task/name`, as their files have them."""
    names = set()
    for folder in ("exercises/checks", "reference/checks"):
        for path in (ASSIGNMENT / folder).glob("test_*.py"):
            task = path.stem.removeprefix("test_")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                    names.add(f"{task}/{node.name.removeprefix('test_')}")
    return names


def test_every_check_with_a_formula_exists():
    """A check that is renamed takes its formula along."""
    assert set(CHECKS) <= planned()


def test_every_formula_belongs_to_a_check():
    """No formula waits in vain, and none is asked for that is not there."""
    cases = set(FORMULAS)
    used = {
        (each.subject, each.part)
        for name in CHECKS
        for case in ["", *cases]
        for each in formulas_of(f"{name}[{case}]" if case else name)
    }

    assert used == {(subject, part) for subject, parts in FORMULAS.items() for part in parts}
    for use in CHECKS.values():
        assert not use.subject or set(use.parts) <= set(FORMULAS[use.subject])


def test_the_case_in_brackets_chooses_the_formula():
    """`activation_gradient[TanH]` is about TanH; a case that is no class has none."""
    (formula,) = formulas_of("layers/activation_gradient[TanH]")

    assert (formula.subject, formula.part) == ("TanH", "backward")
    assert list(formulas_of("layers/activation_gradient[Other]")) == []
    assert list(formulas_of("layers/unknown")) == []


def test_a_course_with_other_initial_weights_has_no_formula_for_them():
    """All others hold for it."""
    other = Conventions(initial_weights=(-0.5, 0.5))

    assert len(list(formulas_of("layers/fully_connected_initial_weights", Conventions()))) == 1
    assert list(formulas_of("layers/fully_connected_initial_weights", other)) == []
    assert len(list(formulas_of("layers/fully_connected_forward", other))) == 1


def test_parts_of_a_formula_can_stand_below_one_another():
    """A telephone is narrower than the longest formula, and no browser breaks one."""
    assert mathml(r"a = b, \quad (c \text{ rows})").count("<math") == 2
    assert mathml(FORMULAS["whiten"]["forward"]).count("<math") == 3


@pytest.mark.parametrize("name", ["standardize", "whiten"])
def test_other_sets_are_treated_by_what_is_known_of_the_training_set(name):
    """The commonest mistake is to take each set's own mean, so the formula says whose it is."""
    assert "of the training set" in FORMULAS[name]["forward"]


@pytest.mark.parametrize("latex", LATEX)
def test_a_formula_is_plain_mathml(latex):
    """Well-formed, only elements of MathML, no style, no event, no link, no LaTeX left over."""
    text = str(mathml(latex))
    root = parsed(text)

    space = "{http://www.w3.org/1998/Math/MathML}"
    elements = [each for each in root.iter() if each.tag != "root"]
    assert all(each.tag.startswith(space) for each in elements)
    names = {name for each in elements for name in each.attrib}
    assert not [name for name in names if name.startswith("on") or name in {"style", "href", "src"}]
    assert "\\" not in "".join(root.itertext())


def test_the_statement_has_the_same_epsilons_and_bounds():
    """The numbers in the formulas are those of the statement."""
    statement = (ASSIGNMENT / "exercises" / "README.md").read_text(encoding="utf-8")

    assert "sqrt(S + 1e-8)" in statement
    assert re.search(r"10\^\{-8\}", FORMULAS["whiten"]["forward"])
    assert "[-0.1, 0.1]" in statement
