class Sgd:
    def __init__(self, learning_rate: float):
        self.eta = float(learning_rate)

    def calculate_update(self, weight_tensor, gradient_tensor):
        return weight_tensor + (-self.eta) * gradient_tensor
