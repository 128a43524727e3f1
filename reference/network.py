"""
Train a stack of layers: draw a batch, run it forward, measure the loss, send the error back.

The network knows layers, data, loss and optimizer only by their methods, so it imports none of them: it works
with every class that has the methods named here.
"""

# BEGIN PROMPT
from copy import deepcopy

# END PROMPT


class NeuralNetwork:
    """
    A list of layers between a source of batches and a loss.

    One iteration of training, with the layers numbered from 1 to L:

        x_0, y = data_layer.next()               shape of x_0: (batch, input_size)
        x_k    = layer_k.forward(x_(k-1))        k = 1, ..., L
        loss   = loss_layer.forward(x_L, y)      a number
        e_L    = loss_layer.backward(y)          shape of e_L: that of the prediction x_L
        e_(k-1) = layer_k.backward(e_k)          k = L, ..., 1

    The layers that can be trained update their own weights inside ``backward``, with the optimizer that
    ``append_layer`` gave them; the network never touches a weight.

    Attributes:
        layers: The layers in the order in which they were appended; an empty list at first.
        loss: One number per iteration of ``train``; an empty list at first.
        data_layer: ``data_layer.next()`` gives the next pair ``(input_tensor, label_tensor)``; None at first.
        loss_layer: An object with ``forward(prediction_tensor, label_tensor)`` and
            ``backward(label_tensor)``; None at first.
    """

    def __init__(self, optimizer):
        """
        Start with no layers, no losses, no data and no loss layer.

        Lists are made here, not in the class body: two networks must not share them.

        Args:
            optimizer: The pattern from which every trainable layer gets its own copy; it has
                ``calculate_update(weight_tensor, gradient_tensor)``.
        """
        # BEGIN SOLUTION
        self.optimizer = optimizer
        self.layers = []
        self.loss = []
        self.data_layer = None
        self.loss_layer = None
        self._label_tensor = None
        # END SOLUTION

    def append_layer(self, layer):
        """
        Put *layer* at the end of the network.

        If ``layer.trainable`` is true, ``layer.optimizer`` is set to a deep copy of the network's optimizer
        (``copy.deepcopy``): an optimizer may keep a memory of the weights that it has seen, and two layers
        must not share it. Other layers get no optimizer. The layer itself is kept, not copied.

        Args:
            layer: An object with ``forward(input_tensor)``, ``backward(error_tensor)`` and ``trainable``.
        """
        # BEGIN SOLUTION
        if layer.trainable:
            layer.optimizer = deepcopy(self.optimizer)
        self.layers.append(layer)
        # END SOLUTION

    def forward(self):
        """
        Draw one batch, run it through all layers and measure the loss.

        The labels of the batch are kept for ``backward``. The attribute ``loss`` does not change.

        Returns:
            The loss, a number: what ``loss_layer.forward(prediction, label_tensor)`` gave.
        """
        # BEGIN SOLUTION
        input_tensor, self._label_tensor = self.data_layer.next()
        return self.loss_layer.forward(self.test(input_tensor), self._label_tensor)
        # END SOLUTION

    def backward(self):
        """
        Send the error of the last ``forward`` back through all layers, from the last to the first.

        It starts from ``loss_layer.backward(label_tensor)`` with the labels of the last ``forward``; no new
        batch is drawn. Each trainable layer updates its weights on the way, once.
        """
        # BEGIN SOLUTION
        error_tensor = self.loss_layer.backward(self._label_tensor)
        for layer in reversed(self.layers):
            error_tensor = layer.backward(error_tensor)
        # END SOLUTION

    def train(self, iterations):
        """
        Repeat ``forward`` and ``backward``; append the loss of each iteration to ``loss``.

        A second call continues where the first one ended: nothing is forgotten, ``loss`` grows.

        Args:
            iterations: How many batches to train on; each means one ``forward``, one ``backward`` and one
                number at the end of ``loss``.
        """
        # BEGIN SOLUTION
        for _ in range(iterations):
            self.loss.append(self.forward())
            self.backward()
        # END SOLUTION

    def test(self, input_tensor):
        """
        Predict: run *input_tensor* through all layers, the last one included.

        Neither ``data_layer`` nor ``loss_layer`` is asked, and ``loss`` does not change.

        Args:
            input_tensor: Shape ``(batch, input_size)``.

        Returns:
            The output of the last layer, shape ``(batch, output_size)``.
        """
        # BEGIN SOLUTION
        for layer in self.layers:
            input_tensor = layer.forward(input_tensor)
        return input_tensor
        # END SOLUTION
