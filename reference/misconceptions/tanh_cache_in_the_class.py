"""
Your TanH keeps the output of its latest forward in the class, where all TanH layers overwrite each other's:
keep it in self.

file: layers.py
fails:
  - layers/memory[[]TanH]
"""


class TanH(TanH):
    """The mistake."""

    def forward(self, input_tensor):
        output = super().forward(input_tensor)
        type(self)._output = self.__dict__.pop("_output")
        return output
