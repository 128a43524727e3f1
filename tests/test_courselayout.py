"""Specify what `names`, `conventions` and `checks` of `config.yaml` may say, and what follows from it."""

import pytest
import yaml

from grader import config
from grader.courselayout import CheckRules
from grader.errors import ConfigError

SHORT = {
    "name": "a-course",
    "title": "A course",
    "tasks": {"layers": {"title": "Layers", "points": 3}},
    "modules": {"network": "Network.py"},
    "names": {
        "layers.ReLU": ["nn/relu.py:ReLU", "nn/act.py:Relu"],
        "layers.Dense": "nn/dense.py:Dense",
        "loss.CrossEntropyLoss": "loss.py:CrossEntropy",
    },
}


def load(folder, **more):
    """Load the short configuration with *more* in it; a key that is None is left out."""
    data = {key: value for key, value in (SHORT | more).items() if value is not None}
    (folder / "config.yaml").write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return config.load(folder)


def test_a_layout_knows_files_modules_and_what_is_missing(tmp_path):
    """Of alternatives that are all absent the first is missing; one that is there is enough."""
    layout = load(tmp_path).layout

    assert layout.modules == ("network", "layers", "loss")
    assert layout.declared == ("Network.py", "nn/relu.py", "nn/act.py", "nn/dense.py", "loss.py")
    assert layout.missing(["nn/act.py", "loss.py"]) == ("Network.py", "nn/dense.py")
    assert layout.missing([]) == ("Network.py", "nn/relu.py", "nn/dense.py", "loss.py")
    assert layout.file_of("layers.ReLU.forward") == "nn/relu.py"
    assert layout.file_of("network.NeuralNetwork") == "Network.py"
    assert layout.file_of("layers") is None
    assert layout.modules_in("nn/act.py") == {"layers"}


def test_a_module_as_checks_expect_it_needs_no_plan(tmp_path):
    """Nothing stands between the checks and the code then."""
    layout = load(tmp_path).layout

    assert layout.plan("network") is None
    assert layout.plan("layers")["names"]["Dense"] == [["nn/dense.py", "Dense"]]
    assert load(tmp_path, names=None).layout.plan("network") is None


def test_conventions_that_are_the_checks_own_are_none(tmp_path):
    """A binary cross entropy is a mean for the checks too."""
    said = {"losses": {"CrossEntropyLoss": "sum", "BinaryCrossEntropyLoss": "mean", "SquaredError": "mean"}}

    layout = load(tmp_path, conventions=said).layout

    assert layout.plan("network")["losses"] == {"SquaredError": ["mean", "sum"]}
    assert layout.plan("network")["weights"]["of"] == []


def test_moved_weights_concern_the_layers_that_are_named(tmp_path):
    """FullyConnected unless `layers` says otherwise."""
    default = load(tmp_path, conventions={"bias": "first"}).layout.plan("network")["weights"]
    named = load(tmp_path, conventions={"weights": "transposed", "layers": ["Dense"]}).layout.plan("network")

    assert default == {"of": ["FullyConnected"], "transposed": False, "bias_first": True}
    assert named["weights"] == {"of": ["Dense"], "transposed": True, "bias_first": False}


@pytest.mark.parametrize(
    "more, message",
    [
        (
            {"names": {"layers.ReLU": "ReLU"}},
            "names.layers.ReLU must be path.py:Name, got 'ReLU'",
        ),
        (
            {"names": {"layers.ReLU": []}},
            "names.layers.ReLU must be path.py:Name or a list of such, got []",
        ),
        (
            {"names": {"layers.ReLU": 3}},
            "names.layers.ReLU must be path.py:Name or a list of such, got 3",
        ),
        ({"names": {"layers.ReLU": [3]}}, "names.layers.ReLU must be path.py:Name, got 3"),
        (
            {"names": {"layers.ReLU": "nn/relu:ReLU"}},
            (
                "names.layers.ReLU must be a relative path to a .py file, with '/' between folders, "
                "got 'nn/relu'"
            ),
        ),
        (
            {"names": {"layers.ReLU": "../relu.py:ReLU"}},
            (
                "names.layers.ReLU must be a relative path to a .py file, with '/' between folders, "
                "got '../relu.py'"
            ),
        ),
        (
            {"names": {"layers.ReLU": "relu.py:a b"}},
            (
                "names.layers.ReLU must end with the Python name in that file, as in path.py:Name, "
                "got 'relu.py:a b'"
            ),
        ),
        (
            {"names": {"layers.ReLU": ["a.py:R", "a.py:R"]}},
            "names.layers.ReLU names a.py:R twice",
        ),
        (
            {"names": {"ReLU": "a.py:R"}},
            "names.ReLU must be a module and a name, as in layers.FullyConnected, got 'ReLU'",
        ),
        ({"names": {"layers._R": "a.py:R"}}, "names.layers._R must be a Python name, got '_R'"),
        (
            {"names": None, "modules": None},
            "modules must have at least one entry where there are no names",
        ),
        (
            {"conventions": {"bias": "middle"}},
            "conventions.bias must be one of 'last' or 'first', got 'middle'",
        ),
        (
            {"conventions": {"losses": {"CrossEntropyLoss": "average"}}},
            (
                "conventions.losses.CrossEntropyLoss must be one of 'sum', 'mean' or 'mean_of_entries', "
                "got 'average'"
            ),
        ),
        (
            {"conventions": {"losses": {"CrossEntropy": "mean"}}, "modules": None},
            (
                "conventions.losses.CrossEntropy is none of the names; did you mean 'CrossEntropyLoss'? "
                "known: CrossEntropyLoss, Dense, ReLU"
            ),
        ),
        (
            {"conventions": {"initial_weights": [1, 0]}},
            "conventions.initial_weights must be a smaller and a larger number, got [1.0, 0.0]",
        ),
        (
            {"conventions": {"wieghts": "rows"}},
            (
                "conventions.wieghts is not a known key; did you mean 'weights'? "
                "known: weights, bias, layers, losses, initial_weights"
            ),
        ),
        ({"checks": {"skip": "layers/*"}}, "checks.skip must be a list, got 'layers/*'"),
    ],
)
def test_a_fault_is_told_in_one_line_with_its_key(tmp_path, more, message):
    """What came, and what is allowed."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, **more)

    assert str(caught.value) == f"config.yaml: {message}"


def test_checks_are_left_out_by_shell_patterns():
    """As ids are matched everywhere else."""
    rules = CheckRules(skip=("mnist/*", "layers/relu_forward"))

    assert rules.leaves_out("mnist/accuracy")
    assert rules.leaves_out("layers/relu_forward")
    assert not rules.leaves_out("layers/relu_forward[one row]")
    assert not CheckRules().leaves_out("mnist/accuracy")
