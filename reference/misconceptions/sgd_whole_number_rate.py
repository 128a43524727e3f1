"""
Your Sgd cuts the learning rate to a whole number, so that rates below 1 become 0: keep the rate as it is,
without int() or //.

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
        self.learning_rate = int(learning_rate)
