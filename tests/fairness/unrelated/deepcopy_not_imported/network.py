# Bug: copy is used but no longer imported.
# Caught by: network/optimizer_is_copied_for_each_trainable_layer

import numpy as np


class NeuralNetwork:
    def __init__(self, optimizer):
        self.optimizer = optimizer
        self.layers = []
        self.loss = []
        self._data_layer = self._loss_layer = self._label_tensor = None

    @property
    def data_layer(self):
        return self._data_layer

    @data_layer.setter
    def data_layer(self, value):
        if not callable(getattr(value, "next", None)):
            raise TypeError("a data layer needs next()")
        self._data_layer = value

    @property
    def loss_layer(self):
        return self._loss_layer

    @loss_layer.setter
    def loss_layer(self, value):
        for method in ("forward", "backward"):
            if not hasattr(value, method):
                raise TypeError(f"a loss layer needs {method}()")
        self._loss_layer = value

    def append_layer(self, layer):
        assert callable(layer.forward) and callable(layer.backward)
        assert layer not in self.layers
        if layer.trainable:
            layer.optimizer = copy.deepcopy(self.optimizer)
        self.layers.append(layer)
        return self

    def forward(self):
        input_tensor, label_tensor = self.data_layer.next()
        assert isinstance(input_tensor, np.ndarray) and len(input_tensor) == len(label_tensor)
        self._label_tensor = np.copy(label_tensor)
        return self.loss_layer.forward(self.test(input_tensor), label_tensor)

    def backward(self):
        error_tensor = self.loss_layer.backward(self._label_tensor)
        for layer in reversed(self.layers):
            error_tensor = layer.backward(error_tensor)

    def train(self, iterations):
        for number in range(1, iterations + 1):
            loss = self.forward()
            self.backward()
            self.loss.append(loss)
            print(f"\riteration {number}/{iterations}: loss {float(loss):.4f}", end="")
        print()

    def test(self, input_tensor):
        for layer in self.layers:
            input_tensor = layer.forward(input_tensor)
        return input_tensor

    predict = test

    def accuracy(self, input_tensor, label_tensor):
        return np.mean(self.test(input_tensor).argmax(axis=1) == label_tensor.argmax(axis=1))

    def summary(self):
        return "\n".join(type(layer).__name__ for layer in self.layers)

    def __len__(self):
        return len(self.layers)

    def __bool__(self):
        return True
