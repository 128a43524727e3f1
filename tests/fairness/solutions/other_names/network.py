"""Other parameter names: optim, new_layer, n, X."""

import copy


class NeuralNetwork:
    def __init__(self, optim, verbose=False):
        self.optim = optim
        self.verbose = verbose
        self.layers = []
        self.loss = []
        self.data_layer = None
        self.loss_layer = None

    def append_layer(self, new_layer):
        if new_layer.trainable:
            new_layer.optimizer = copy.deepcopy(self.optim)
        self.layers.append(new_layer)

    def forward(self):
        data = self.data_layer.next()
        self.y = data[1]
        return self.loss_layer.forward(self.test(data[0]), self.y)

    def backward(self, error=None):
        if error is None:
            error = self.loss_layer.backward(self.y)
        for k in range(len(self.layers) - 1, -1, -1):
            error = self.layers[k].backward(error)
        return error

    def train(self, n):
        for i in range(n):
            self.loss.append(self.forward())
            self.backward()
        return self.loss

    def test(self, X):
        for k in range(len(self.layers)):
            X = self.layers[k].forward(X)
        return X
