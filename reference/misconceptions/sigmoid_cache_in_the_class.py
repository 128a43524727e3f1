"""
Your Sigmoid keeps the output of its latest forward in the class, where all Sigmoid layers overwrite each
other's: keep it in self.

file: layers.py
fails:
  - layers/lecture_chain_rule
  - layers/memory[[]Sigmoid]
"""


class Sigmoid(Sigmoid):
    """The mistake."""

    def forward(self, input_tensor):
        output = super().forward(input_tensor)
        type(self)._output = self.__dict__.pop("_output")
        return output
