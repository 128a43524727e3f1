"""
Your ReLU keeps the mask of its latest forward in the class, where all ReLU layers overwrite each other's:
keep it in self.

file: layers.py
fails:
  - layers/memory[[]ReLU]
  - mnist/first_losses
"""


class ReLU(ReLU):
    """The mistake."""

    def forward(self, input_tensor):
        output = super().forward(input_tensor)
        type(self)._is_active = self.__dict__.pop("_is_active")
        return output
