# Bug: train enters the loss of every second iteration only, to save memory.
# Caught by: network/train_appends_one_loss_per_iteration

from copy import deepcopy


class NeuralNetwork(object):
    def __init__(self, optimizer):
        super(NeuralNetwork, self).__init__()
        self.optimizer = optimizer
        self.loss = list()
        self.layers = list()
        self.data_layer = None
        self.loss_layer = None
        self.iteration = 0
        self.goal = 0
        self.current_loss = None

    def append_layer(self, layer):
        if layer.trainable == True:
            layer.optimizer = deepcopy(self.optimizer)
        self.layers.append(layer)

    def forward(self):
        (self.input_tensor, self.label_tensor) = self.data_layer.next()
        self.activations = [self.input_tensor]
        for layer in self.layers:
            self.activations.append(layer.forward(self.activations[-1]))
        self.current_loss = self.loss_layer.forward(self.activations[-1], self.label_tensor)
        return self.current_loss

    def backward(self):
        errors = [self.loss_layer.backward(self.label_tensor)]
        index = len(self.layers) - 1
        while index >= 0:
            errors.append(self.layers[index].backward(errors[-1]))
            index -= 1
        return None

    def train(self, iterations):
        self.goal = self.iteration + iterations
        while True:
            if self.iteration == self.goal:
                break
            self.forward()
            self.backward()
            if self.iteration % 2 == 0:
                self.loss.append(self.current_loss)
            self.iteration = self.iteration + 1

    def test(self, input_tensor):
        activation = input_tensor
        for layer in self.layers:
            activation = layer.forward(activation)
        return activation
