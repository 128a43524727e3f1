from copy import deepcopy


class NeuralNetwork:
    def __init__(self, optimizer):
        self.optimizer = optimizer
        self.loss = list()
        self.layers = list()
        self.data_layer = None
        self.loss_layer = None
        self.label_tensor = None

    def forward(self):
        tensor, self.label_tensor = self.data_layer.next()
        return self.loss_layer.forward(self.test(tensor), self.label_tensor)

    def backward(self):
        tensor = self.loss_layer.backward(self.label_tensor)
        for layer in self.layers[::-1]:
            tensor = layer.backward(tensor)
        return tensor

    def append_layer(self, layer):
        self.layers.append(layer)
        if layer.trainable:
            layer.optimizer = deepcopy(self.optimizer)

    def train(self, iterations):
        for _ in range(iterations):
            self.loss.append(self.forward())
            self.backward()

    def test(self, tensor):
        for layer in self.layers:
            tensor = layer.forward(tensor)
        return tensor
