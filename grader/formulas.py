"""
Know the formulas of the course's statement, check by check, and write them as MathML.

They are those of `exercises/README.md`, no others: a check that is not listed has no formula here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

    from grader.courselayout import Conventions

FORWARD, BACKWARD, BOTH = ("forward",), ("backward",), ("forward", "backward")

FORMULAS: Mapping[str, Mapping[str, str]] = {
    "FullyConnected": {
        "forward": r"Y = [X, 1] W",
        "backward": r"\frac{\partial L}{\partial X} = E \, {W'}^{\top}"
        r" \quad (W' : W \text{ without its last row})",
        "gradient": r"\frac{\partial L}{\partial W} = [X, 1]^{\top} E",
        "update": r"W \leftarrow \operatorname{update}\left(W, \frac{\partial L}{\partial W}\right)",
        "start": r"W_{ij} \sim \mathcal{U}\left[-0.1,\, 0.1\right]",
    },
    "ReLU": {
        "forward": r"y = \max(0, x)",
        "backward": r"\frac{\partial L}{\partial x} = \begin{cases} e & x > 0 \\ 0 & x \le 0 \end{cases}",
    },
    "Sigmoid": {
        "forward": r"y = \frac{1}{1 + \exp(-x)}",
        "backward": r"\frac{\partial L}{\partial x} = e \, y \, (1 - y)",
    },
    "TanH": {
        "forward": r"y = \tanh(x)",
        "backward": r"\frac{\partial L}{\partial x} = e \, (1 - y^2)",
    },
    "SoftMax": {
        "forward": r"p_j = \frac{\exp(x_j - m)}{\sum_k \exp(x_k - m)},"
        r" \quad m = \max_k x_k \text{ of this row}",
        "backward": r"\frac{\partial L}{\partial x_j} = p_j \left( e_j - \sum_k e_k \, p_k \right)",
    },
    "Sgd": {"step": r"W_{\text{new}} = W - \eta \, \frac{\partial L}{\partial W}"},
    "CrossEntropyLoss": {
        "forward": r"L = \sum_{\text{batch}} -\ln\left(p + \varepsilon\right) \quad (p \text{ at the label})",
        "backward": r"\frac{\partial L}{\partial p} = -\frac{y}{p + \varepsilon}",
    },
    "BinaryCrossEntropyLoss": {
        "forward": r"L = \frac{1}{B} \sum -\left[ y \ln o + (1 - y) \ln(1 - o) \right]"
        r" \quad (B \text{ rows})",
        "backward": r"\frac{\partial L}{\partial o} = \frac{1}{B}"
        r" \left( -\frac{y}{o} + \frac{1 - y}{1 - o} \right)",
    },
    "SigmoidCrossEntropyLoss": {
        "forward": r"L = \frac{1}{B} \sum \left[ \max(x, 0) - x y + \ln\left(1 + \exp(-|x|)\right) \right]"
        r" \quad (B \text{ rows})",
        "backward": r"\frac{\partial L}{\partial x} = \frac{1}{B} \left( \frac{1}{1 + \exp(-x)} - y \right)",
    },
    "SquaredError": {
        "forward": r"L = \frac{1}{2} \sum (h - y)^2",
        "backward": r"\frac{\partial L}{\partial h} = h - y",
    },
    "MeanSquaredError": {
        "forward": r"L = \frac{1}{n} \sum (h - y)^2 \quad (n \text{ entries})",
        "backward": r"\frac{\partial L}{\partial h} = \frac{2}{n} (h - y)",
    },
    "NeuralNetwork": {
        "forward": r"x_k = \operatorname{forward}_k(x_{k-1}), \; k = 1, \dots, K, \quad"
        r" L = \operatorname{loss}(x_K, y)",
        "backward": r"e_{k-1} = \operatorname{backward}_k(e_k), \; k = K, \dots, 1, \quad"
        r" e_K = \frac{\partial L}{\partial x_K}",
    },
    "standardize": {
        "forward": r"x' = \frac{x - \mu}{\sigma}, \quad"
        r" \sigma = \sqrt{\operatorname{mean}\left((x - \mu)^2\right)}"
        r" \quad (\mu, \sigma \text{ of the training set})"
    },
    "whiten": {
        "forward": r"x' = \frac{(x - \mu) \, U}{\sqrt{S + 10^{-8}}}, \quad"
        r" \frac{1}{n} X^{\top} X = U \operatorname{diag}(S) \, U^{\top}"
        r" \quad (X: x - \mu \text{ of the training set})"
    },
    "one_hot": {
        "forward": r"y_{ij} = \begin{cases} 1 & j = \text{label}_i \\ 0 & \text{otherwise} \end{cases}"
    },
    "add_noise": {"forward": r"x' = x + \sigma \, \xi, \quad \xi \sim \mathcal{N}(0, 1)"},
    "graph": {
        "gradient": r"\frac{\partial L}{\partial v} = \sum_{v \to u} \frac{\partial L}{\partial u}"
        r" \, \frac{\partial u}{\partial v}"
    },
    "multiplication": {"rule": r"(a b)' = a' b + a b'"},
    "division": {"rule": r"\left(\frac{a}{b}\right)' = \frac{a' b - a b'}{b^2}"},
    "power": {"rule": r"\left(a^n\right)' = n \, a^{n-1} \, a'"},
}
"""Formulas by class or function, then by what they say, as LaTeX."""


@dataclass(frozen=True)
class _Use:
    """Which formulas belong to a check; without a subject the case in brackets is one."""

    subject: str
    parts: tuple[str, ...]


CASE = ""
INITIAL_WEIGHTS = (-0.1, 0.1)
"""The range of the formula `start`."""

_FC = "FullyConnected"
_GRAPH = _Use("graph", ("gradient",))
_CASE_FORWARD, _CASE_BACKWARD, _CASE_BOTH = _Use(CASE, FORWARD), _Use(CASE, BACKWARD), _Use(CASE, BOTH)

CHECKS: Mapping[str, _Use] = {
    "layers/lecture_two_input_neuron": _Use(_FC, FORWARD),
    "layers/lecture_network_221": _Use(_FC, FORWARD),
    "layers/fully_connected_forward": _Use(_FC, FORWARD),
    "layers/fully_connected_output": _Use(_FC, FORWARD),
    "layers/fully_connected_input_gradient": _Use(_FC, BACKWARD),
    "layers/fully_connected_error": _Use(_FC, BACKWARD),
    "layers/fully_connected_error_before_update": _Use(_FC, BACKWARD),
    "layers/fully_connected_weight_gradient": _Use(_FC, ("gradient",)),
    "layers/fully_connected_gradient_weights": _Use(_FC, ("gradient",)),
    "layers/fully_connected_large_layer": _Use(_FC, ("gradient",)),
    "layers/fully_connected_batch_size_changes": _Use(_FC, ("forward", "gradient")),
    "layers/fully_connected_update": _Use(_FC, ("update",)),
    "layers/fully_connected_initial_weights": _Use(_FC, ("start",)),
    "layers/activation_forward": _CASE_FORWARD,
    "layers/activation_gradient": _CASE_BACKWARD,
    "layers/activation_error": _CASE_BACKWARD,
    "layers/activation_of_a_large_batch": _CASE_BOTH,
    "layers/large_inputs": _CASE_FORWARD,
    "layers/relu_at_zero": _Use("ReLU", BACKWARD),
    "layers/softmax_of_large_inputs": _Use("SoftMax", FORWARD),
    "layers/softmax_of_rows_far_apart": _Use("SoftMax", FORWARD),
    "layers/softmax_rows_sum_to_one": _Use("SoftMax", FORWARD),
    "optimizer/sgd_step": _Use("Sgd", ("step",)),
    "optimizer/lecture_gradient_descent_in_one_dimension": _Use("Sgd", ("step",)),
    "optimizer/sgd_update": _Use("Sgd", ("step",)),
    "optimizer/sgd_of_numbers": _Use("Sgd", ("step",)),
    "loss/lecture_constant_prediction": _Use("MeanSquaredError", FORWARD),
    "loss/lecture_certain_and_right": _Use("CrossEntropyLoss", FORWARD),
    "loss/lecture_certain_and_wrong": _Use("CrossEntropyLoss", FORWARD),
    "loss/loss_value": _CASE_FORWARD,
    "loss/loss_gradient": _CASE_BACKWARD,
    "loss/loss_of_rows": _CASE_FORWARD,
    "loss/loss_error": _CASE_BACKWARD,
    "loss/cross_entropy_error_at_zero": _Use("CrossEntropyLoss", BACKWARD),
    "loss/cross_entropy_of_zeros": _Use("CrossEntropyLoss", FORWARD),
    "loss/binary_cross_entropy_at_the_edges": _Use("BinaryCrossEntropyLoss", BOTH),
    "loss/sigmoid_cross_entropy_of_large_logits": _Use("SigmoidCrossEntropyLoss", BOTH),
    "network/forward_returns_the_loss": _Use("NeuralNetwork", FORWARD),
    "network/forward_gives_the_loss_of_the_batch": _Use("NeuralNetwork", FORWARD),
    "network/backward_goes_in_reverse": _Use("NeuralNetwork", BACKWARD),
    "network/gradient_of_the_first_layer": _Use("NeuralNetwork", BACKWARD),
    "network/gradients_of_all_weights": _Use("NeuralNetwork", BACKWARD),
    "data/standardize_formula": _Use("standardize", FORWARD),
    "data/standardize_other_sets": _Use("standardize", FORWARD),
    "data/whiten_decorrelates": _Use("whiten", FORWARD),
    "data/whiten_other_sets": _Use("whiten", FORWARD),
    "data/whiten_constant_feature": _Use("whiten", FORWARD),
    "data/one_hot_example": _Use("one_hot", FORWARD),
    "data/one_hot_of_many_labels": _Use("one_hot", FORWARD),
    "data/noise_has_the_deviation": _Use("add_noise", FORWARD),
    "data/noise_is_gaussian": _Use("add_noise", FORWARD),
    "graph/rule": _Use(CASE, ("rule",)),
    "graph/lecture_product_of_sum_and_square": _GRAPH,
    "graph/lecture_sigmoid_neuron": _GRAPH,
    "graph/gradients_add_up": _GRAPH,
    "graph/gradient_of_a_neuron": _GRAPH,
    "graph/gradients_of_intermediate_nodes": _GRAPH,
    "graph/paths_of_different_length": _GRAPH,
    "graph/fan_out_of_two_hundred": _GRAPH,
    "graph/random_graphs": _GRAPH,
    "graph/gradient_of_a_network": _GRAPH,
}
"""Checks of the course, by id without the case."""


@dataclass(frozen=True)
class Formula:
    """One formula: of what, which of its parts, and the MathML."""

    subject: str
    part: str
    markup: Markup


def formulas_of(check_id: str, conventions: Conventions | None = None) -> Iterator[Formula]:
    """
    Give the formulas that the statement has for the check *check_id*; none where none is known.

    Args:
        check_id: Of a check of the course as it is shipped.
        conventions: Of the course; those of the statement where left out. Where biases come first or a loss
            is averaged no formula holds; where weights start in another range that one does not.
    """
    if conventions and (conventions.moves_weights or conventions.reductions()):
        return
    name, _, rest = check_id.partition("[")
    use = CHECKS.get(name)
    if use is None:
        return
    subject = use.subject or rest.removesuffix("]")
    for part in use.parts:
        if part == "start" and conventions and conventions.initial_weights != INITIAL_WEIGHTS:
            continue
        if latex := FORMULAS.get(subject, {}).get(part):
            yield Formula(subject, part, mathml(latex))


@cache
def mathml(latex: str) -> Markup:
    r"""
    Return a formula of ours in LaTeX as MathML, which browsers show without a script.

    What `\quad` separates are blocks of their own, which a narrow page can put below one another.
    """
    from latex2mathml.converter import convert
    from markupsafe import Markup

    parts = [convert(part, display="block") for part in re.split(r"\s*\\quad\s*", latex)]
    return Markup("".join(parts))  # noqa: S704  # made of a formula above
