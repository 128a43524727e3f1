"""
Your Sgd refuses a learning rate that is a float: a rate is any number, so drop the check of its type.

file: optimizer.py
fails:
  - optimizer/lecture_gradient_descent_in_one_dimension
  - optimizer/sgd_arguments_unchanged
  - optimizer/sgd_float64_stays
  - optimizer/sgd_has_no_memory
  - optimizer/sgd_leaves_its_arguments_alone
  - optimizer/sgd_of_numbers[[]float rate]
  - optimizer/sgd_step
  - optimizer/sgd_update*
  - mnist/first_losses
"""


class Sgd(Sgd):
    """The mistake."""

    def __init__(self, learning_rate):
        if not isinstance(learning_rate, int):
            raise TypeError("learning_rate must be an int")
        self.learning_rate = learning_rate
