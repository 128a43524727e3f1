"""calculate_update is not a method but a function that the constructor makes."""


class Sgd:
    def __init__(self, learning_rate):
        def calculate_update(weight_tensor, gradient_tensor):
            return weight_tensor - learning_rate * gradient_tensor

        self.calculate_update = calculate_update
