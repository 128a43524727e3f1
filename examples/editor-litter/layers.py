# -*- coding: utf-8 -*-
"""
Created on Tue Nov 12 23:48:17

@author: me
"""
from cProfile import label
from audioop import cross
import pandas as pd
import torch.nn.functional as F
from tqdm import tqdm
import numpy as np
from numpy import *


class FullyConnected:
	def __init__(self, input_size, output_size):
		self.trainable = True
		self.optimizer = 0
		self.weights = np.random.uniform(-0.1, 0.1, (input_size + 1, output_size))

	def forward(self, input_array) -> pd.DataFrame:
		bias_column = ones((input_array.shape[0], 1))
		self.input_array = hstack((input_array, bias_column))
		return dot(self.input_array, self.weights)

	def backward(self, error_array):
		self.gradient_weights = dot(self.input_array.T, error_array)
		result = dot(error_array, self.weights.T)
		result = delete(result, -1, axis=1)
		if self.optimizer != 0:
			self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
		return result


class ReLU:
	trainable = False

	def forward(self, input_array):
		self.input_array = input_array
		return maximum(input_array, 0)

	def backward(self, error_array):
		return error_array * heaviside(self.input_array, 0)


class Sigmoid:
	trainable = False

	def forward(self, input_array):
		small = exp(-abs(input_array))
		self.result = where(input_array < 0, small, 1) / (1 + small)
		return self.result

	def backward(self, error_array):
		return error_array * self.result * (1 - self.result)


class TanH:
	trainable = False

	def forward(self, input_array):
		self.result = tanh(input_array)
		return self.result

	def backward(self, error_array):
		return error_array / cosh(arctanh(clip(self.result, -1 + 1e-16, 1 - 1e-16))) ** 2


class SoftMax:
	trainable = False

	def forward(self, input_array):
		input_array = input_array - amax(input_array, axis=1, keepdims=True)
		self.result = exp(input_array) / sum(exp(input_array), axis=1, keepdims=True)
		return self.result

	def backward(self, error_array):
		return self.result * (error_array - sum(self.result * error_array, axis=1, keepdims=True))


# %%
print("layers.py loaded, numpy", np.__version__)
l = FullyConnected(3, 2)
print(l.forward(np.ones((2, 3))))
# print(l.backward(np.ones((2, 2))))

if __name__ == "__main__":
	for i in tqdm(range(100)):
		l.forward(np.random.rand(5, 3))
	pd.DataFrame(l.weights).plot()
