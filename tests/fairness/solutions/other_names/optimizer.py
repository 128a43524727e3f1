"""Other parameter names: lr, W, dW."""


class Sgd:
    def __init__(self, lr=0.01):
        self.lr = lr

    def calculate_update(self, W, dW):
        return W - self.lr * dW
