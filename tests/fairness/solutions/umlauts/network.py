# -*- coding: latin-1 -*-
"""Gespeichert in Latin-1, wie es die erste Zeile sagt: äöüß."""

import copy


class NeuralNetwork:
    def __init__(self, verfahren):
        self.verfahren = verfahren
        self.layers = []
        self.loss = []
        self.data_layer = None
        self.loss_layer = None
        self.größe = 0

    def append_layer(self, schicht):
        if schicht.trainable:
            schicht.optimizer = copy.deepcopy(self.verfahren)
        self.layers.append(schicht)
        self.größe += 1

    def forward(self):
        x, self.zielgröße = self.data_layer.next()
        return self.loss_layer.forward(self.test(x), self.zielgröße)

    def backward(self):
        fehler = self.loss_layer.backward(self.zielgröße)
        for nummer in reversed(range(self.größe)):
            fehler = self.layers[nummer].backward(fehler)

    def train(self, schritte):
        for schritt in range(schritte):
            self.loss.append(self.forward())
            self.backward()

    def test(self, x):
        for schicht in self.layers:
            x = schicht.forward(x)
        return x
