"""
Your FullyConnected has a property that reads or sets itself without end: let the property optimizer keep its
value under another name, such as _optimizer.

file: layers.py
fails:
  - layers/none_yet
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    @property
    def optimizer(self):
        return self.optimizer

    @optimizer.setter
    def optimizer(self, value):
        self.optimizer = value
