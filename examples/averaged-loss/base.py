class BaseLayer:
    def __init__(self):
        self.trainable = False
        self.weights = None
        self.optimizer = None
