"""In the manner of 2012: getters and setters, camelCase beside the asked names, string formatting, np.matmul by dot."""

import numpy as np
from numpy import dot, exp, hstack, ones, random, zeros, maximum, tanh, where


class Layer(object):
    def __init__(self):
        object.__init__(self)
        self.trainable = False
        self.lastInput = None
        self.lastOutput = None

    def getOutput(self):
        return self.lastOutput


class FullyConnected(Layer):
    def __init__(self, input_size, output_size):
        Layer.__init__(self)
        self.trainable = True
        self.nIn, self.nOut = input_size, output_size
        self._optimizer = None
        self._gradient = zeros((self.nIn + 1, self.nOut))
        self.weights = random.uniform(-0.1, 0.1, (self.nIn + 1) * self.nOut).reshape(self.nIn + 1, self.nOut)

    def getOptimizer(self):
        return self._optimizer

    def setOptimizer(self, anOptimizer):
        self._optimizer = anOptimizer

    optimizer = property(fget=getOptimizer, fset=setOptimizer, doc="The optimizer.")
    gradient_weights = property(fget=lambda self: self._gradient)

    def forward(self, input_tensor):
        self.lastInput = hstack((input_tensor, ones((input_tensor.shape[0], 1))))
        self.lastOutput = dot(self.lastInput, self.weights)
        return self.lastOutput

    def backward(self, error_tensor):
        oldWeights = self.weights
        self._gradient = dot(self.lastInput.T, error_tensor)
        if self._optimizer:
            self.weights = self._optimizer.calculate_update(oldWeights, self._gradient)
        return dot(error_tensor, oldWeights.T)[:, : self.nIn]

    def __str__(self):
        return "FullyConnected(%d, %d)" % (self.nIn, self.nOut)


class ReLU(Layer):
    def forward(self, input_tensor):
        self.lastInput = input_tensor
        self.lastOutput = maximum(0, input_tensor)
        return self.lastOutput

    def backward(self, error_tensor):
        return where(self.lastInput > 0, error_tensor, 0)


class Sigmoid(Layer):
    def forward(self, input_tensor):
        self.lastOutput = zeros(input_tensor.shape)
        positive = input_tensor > 0
        self.lastOutput[positive] = 1.0 / (1.0 + exp(-input_tensor[positive]))
        negative = np.logical_not(positive)
        self.lastOutput[negative] = exp(input_tensor[negative]) / (1.0 + exp(input_tensor[negative]))
        return self.lastOutput

    def backward(self, error_tensor):
        return error_tensor * self.lastOutput * (1.0 - self.lastOutput)


class TanH(Layer):
    def forward(self, input_tensor):
        self.lastOutput = tanh(input_tensor)
        return self.lastOutput

    def backward(self, error_tensor):
        return error_tensor * (1.0 - self.lastOutput * self.lastOutput)


class SoftMax(Layer):
    def forward(self, input_tensor):
        biggest = input_tensor.max(1).repeat(input_tensor.shape[1]).reshape(input_tensor.shape)
        powers = exp(input_tensor - biggest)
        self.lastOutput = powers / powers.sum(1).reshape((-1, 1))
        return self.lastOutput

    def backward(self, error_tensor):
        result = zeros(error_tensor.shape)
        for j in range(error_tensor.shape[1]):
            delta = zeros(error_tensor.shape[1])
            delta[j] = 1
            slope = self.lastOutput[:, [j]] * (delta - self.lastOutput)
            result += error_tensor[:, [j]] * slope
        return result
