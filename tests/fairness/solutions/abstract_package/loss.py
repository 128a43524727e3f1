"""Losses that inherit the bookkeeping from an abstract class in a package."""

import numpy as np

from nn.interfaces import Loss

eps = np.finfo(float).eps


class CrossEntropyLoss(Loss):
    def value(self, prediction, label):
        return -np.log(prediction[label == 1] + eps).sum()

    def slope(self, prediction, label):
        return -(label / (prediction + eps))


class BinaryCrossEntropyLoss(Loss):
    def value(self, prediction, label):
        right = np.where(label == 1, prediction, 1 - prediction)
        return -np.log(right + eps).sum() / len(label)

    def slope(self, prediction, label):
        right = np.where(label == 1, prediction, 1 - prediction)
        return np.where(label == 1, -1, 1) / (right + eps) / len(label)


class SigmoidCrossEntropyLoss(Loss):
    def value(self, prediction, label):
        z = np.where(label == 1, -prediction, prediction)
        return (np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))).sum() / len(label)

    def slope(self, prediction, label):
        return ((1 + np.tanh(prediction / 2)) / 2 - label) / len(label)


class SquaredError(Loss):
    def value(self, prediction, label):
        return np.linalg.norm(prediction - label) ** 2 / 2

    def slope(self, prediction, label):
        return prediction - label


class MeanSquaredError(Loss):
    def value(self, prediction, label):
        return np.average(np.square(label - prediction))

    def slope(self, prediction, label):
        return -2 * (label - prediction) / np.size(label)
