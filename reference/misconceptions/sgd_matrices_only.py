"""
Your Sgd works for matrices alone and stops at vectors or numbers: use only arithmetic, weight_tensor -
learning_rate * gradient_tensor, which takes any shape.

file: optimizer.py
fails:
  - optimizer/lecture_gradient_descent_in_one_dimension
  - optimizer/sgd_of_numbers*
  - optimizer/sgd_update[[]vector]
"""


class Sgd(Sgd):
    """The mistake."""

    def calculate_update(self, weight_tensor, gradient_tensor):
        updated = weight_tensor.copy()
        for i in range(weight_tensor.shape[0]):
            for j in range(weight_tensor.shape[1]):
                updated[i, j] -= self.learning_rate * gradient_tensor[i, j]
        return updated
