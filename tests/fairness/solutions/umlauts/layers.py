# -*- coding: utf-8 -*-
"""Bezeichner und Kommentare mit Umlauten und griechischen Buchstaben; nur die verlangten Namen sind englisch."""

import numpy as np


class FullyConnected:
    def __init__(self, eingänge, ausgänge):
        self.trainable = True
        self.optimizer = None
        self.weights = np.random.uniform(-0.1, 0.1, (eingänge + 1, ausgänge))
        self.gradient_weights = None

    def forward(self, eingabe):
        größe = eingabe.shape[0]
        self.ergänzt = np.hstack([eingabe, np.ones((größe, 1))])
        return self.ergänzt @ self.weights

    def backward(self, δ):
        # Rückwärtsschritt: zuerst der Fehler für die Schicht davor, dann die Gewichte ändern
        zurück = δ @ self.weights[:-1].T
        self.gradient_weights = self.ergänzt.T @ δ
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return zurück


class ReLU:
    def __init__(self):
        self.trainable = False

    def forward(self, eingabe):
        self.größer_null = eingabe > 0
        return np.where(self.größer_null, eingabe, 0.0)

    def backward(self, δ):
        return np.where(self.größer_null, δ, 0.0)


class Sigmoid:
    def __init__(self):
        self.trainable = False

    def forward(self, eingabe):
        ε = np.exp(-np.abs(eingabe))
        self.σ = np.where(eingabe >= 0, 1.0, ε) / (1.0 + ε)
        return self.σ

    def backward(self, δ):
        return δ * self.σ * (1.0 - self.σ)


class TanH:
    def __init__(self):
        self.trainable = False

    def forward(self, eingabe):
        self.τ = np.tanh(eingabe)
        return self.τ

    def backward(self, δ):
        return δ * (1.0 - self.τ**2)


class SoftMax:
    def __init__(self):
        self.trainable = False

    def forward(self, eingabe):
        zähler = np.exp(eingabe - eingabe.max(axis=1, keepdims=True))
        self.π = zähler / zähler.sum(axis=1, keepdims=True)
        return self.π

    def backward(self, δ):
        μ = (δ * self.π).sum(axis=1, keepdims=True)
        return self.π * (δ - μ)
