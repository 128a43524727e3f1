"""The loss."""


class CrossEntropyLoss:
    """Cross entropy of class probabilities, averaged over the batch."""

    def forward(self, prediction_tensor, label_tensor):
        """Return the mean over the batch of ``-ln(p + eps)``, ``p`` being the prediction at the row's label."""
        raise NotImplementedError("CrossEntropyLoss.forward")

    def backward(self, label_tensor):
        """Return ``-y / (p + eps) / batch`` for each entry."""
        raise NotImplementedError("CrossEntropyLoss.backward")
