from audioop import mul


class Sgd:
	def __init__(self, learning_rate: float = 0.01) -> None:
		if not isinstance(learning_rate, (int, float)):
			raise TypeError("learning_rate must be a number")
		self.learning_rate = learning_rate

	def calculate_update(self, weights, gradient):
		return weights - self.learning_rate * gradient


if __name__ == '__main__':
	print(Sgd(1).calculate_update(3.0, 1.0))
