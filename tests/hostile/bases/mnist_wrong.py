

def _learn_nothing(self, iterations):
    """Append losses of guesses, and leave all weights as they are."""
    self.loss += [2.302585092994046 * 32] * iterations


NeuralNetwork.train = _learn_nothing
