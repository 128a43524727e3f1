"""PyTorch's `gradcheck` on the functions of `gradproblem`; runs in an environment of its own."""

from __future__ import annotations

import gradproblem
import numpy as np
import torch


class Layer(torch.autograd.Function):
    """``x w`` with a backward of its own, which can be wrong in one entry."""

    @staticmethod
    def forward(ctx, w, x, entry):
        """Keep what backward needs."""
        ctx.save_for_backward(w, x)
        ctx.entry = entry
        return x @ w

    @staticmethod
    def backward(ctx, error):
        """Return the gradients of weights and input."""
        w, x = ctx.saved_tensors
        gradient = x.T @ error
        if ctx.entry is not None:
            gradient[ctx.entry] *= gradproblem.OFF
        return gradient, error @ w.T if ctx.needs_input_grad[1] else None, None


def layer(seed: int, *, entry=None, entries=False) -> bool:
    """Check the layer: along one random direction, or every entry of a sum of squares of its output."""
    x = torch.tensor(gradproblem.extended(gradproblem.inputs(seed)[0]))
    w = torch.tensor(gradproblem.weights(seed)[0], requires_grad=True)
    torch.manual_seed(seed)
    if entries:
        return _passes(lambda w: (Layer.apply(w, x, entry) ** 2).sum() / 2, [w], fast=False)
    return _passes(lambda w: Layer.apply(w, x, entry), [w], fast=True)


def network(seed: int, *, entries=False) -> bool:
    """Check the loss of the network under all its weights."""
    x, y = map(torch.tensor, gradproblem.inputs(seed))
    ones = torch.ones((len(x), 1), dtype=x.dtype)
    torch.manual_seed(seed)

    def loss(*weights):
        out = Layer.apply(weights[0], torch.hstack([x, ones]), None)
        for w in weights[1:]:
            out = Layer.apply(w, torch.hstack([torch.relu(out), ones]), None)
        return -(torch.log(torch.softmax(out, dim=1) + np.finfo(float).eps) * y).sum()

    every = [torch.tensor(w, requires_grad=True) for w in gradproblem.weights(seed)]
    return _passes(loss, every, fast=not entries)


def _passes(function, arguments, *, fast: bool) -> bool:
    return torch.autograd.gradcheck(function, arguments, fast_mode=fast, raise_exception=False)


if __name__ == "__main__":
    torch.set_num_threads(1)
    gradproblem.answer(
        {
            "layer": layer,
            "wrong": lambda seed: layer(seed, entry=gradproblem.wrong_entry(seed)),
            "network": network,
            "layer-entries": lambda seed: layer(seed, entries=True),
            "network-entries": lambda seed: network(seed, entries=True),
        }
    )
