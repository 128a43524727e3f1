"""That the gradient checks which are compared find what they are said to find."""

import io

import numpy as np
import pytest

from benchmarks.peers import gradours, gradproblem


@pytest.mark.parametrize("run, passed", [("layer", True), ("network", True), ("wrong", False)])
def test_ours_passes_what_is_right_and_finds_one_wrong_weight(run, passed):
    """Of the layer, of the whole network, and of a layer one of whose weights has a gradient off by 1 %."""
    for seed in range(2):
        assert gradours.RUNS[run](seed) is passed


def test_every_seed_has_other_numbers():
    """Rounds repeat nothing, and all tools get the same."""
    first, second = gradproblem.inputs(1)[0], gradproblem.inputs(2)[0]

    assert not np.array_equal(first, second)
    assert np.array_equal(first, gradproblem.inputs(1)[0])
    assert [w.shape for w in gradproblem.weights(0)] == [(785, 128), (129, 64), (65, 10)]
    assert sum(w.size for w in gradproblem.weights(0)) == 109_386
    assert gradproblem.wrong_entry(1) != gradproblem.wrong_entry(2)


def test_a_tool_answers_line_by_line(monkeypatch, capsys):
    """What is asked for is run with its seed; CPU time and verdict come back."""
    seen = []
    monkeypatch.setattr("sys.stdin", io.StringIO("layer 3\nlayer 4\n"))

    gradproblem.answer({"layer": lambda seed: seen.append(seed) or seed == 4})

    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert seen == [3, 4]
    assert [passed for _, passed in lines] == ["0", "1"]
    assert all(float(spent) >= 0 for spent, _ in lines)
