"""
Your FullyConnected keeps the input of its latest forward in the class, where all FullyConnected layers
overwrite each other's: keep it in self.

file: layers.py
fails:
  - layers/lecture_chain_rule
  - layers/memory[[]FullyConnected]
  - mnist/first_losses
"""


class FullyConnected(FullyConnected):
    """The mistake."""

    def forward(self, input_tensor):
        output = super().forward(input_tensor)
        type(self)._extended_input = self.__dict__.pop("_extended_input")
        return output
