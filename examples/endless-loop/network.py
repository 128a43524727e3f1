import copy


class NeuralNetwork:
    def __init__(self, optimizer):
        self.optimizer = optimizer
        self.layers = []
        self.loss = []
        self.data_layer = None
        self.loss_layer = None
        self._labels = None

    def append_layer(self, layer):
        if layer.trainable:
            layer.optimizer = copy.deepcopy(self.optimizer)
        self.layers.append(layer)

    def forward(self):
        inputs, self._labels = self.data_layer.next()
        return self.loss_layer.forward(self.test(inputs), self._labels)

    def backward(self):
        error = self.loss_layer.backward(self._labels)
        for layer in reversed(self.layers):
            error = layer.backward(error)

    def train(self, iterations):
        for _ in range(iterations):
            self.loss.append(self.forward())
            self.backward()

    def test(self, input_tensor):
        for layer in self.layers:
            input_tensor = layer.forward(input_tensor)
        return input_tensor
