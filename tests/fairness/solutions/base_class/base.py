class BaseLayer:
    """What all layers have in common."""

    def __init__(self, trainable=False):
        self.trainable = trainable
        self.weights = []
        self.testing_phase = False

    def forward(self, input_tensor):
        raise NotImplementedError

    def backward(self, error_tensor):
        raise NotImplementedError

    def __repr__(self):
        return f"{type(self).__name__}(trainable={self.trainable})"


class ElementWise(BaseLayer):
    """Layers whose slope is known from their output."""

    def forward(self, input_tensor):
        self.y = self.function(input_tensor)
        return self.y

    def backward(self, error_tensor):
        return error_tensor * self.slope(self.y)
