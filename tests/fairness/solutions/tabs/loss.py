# Indented by tabs.
import numpy as np
eps = np.finfo(float).eps
class CrossEntropyLoss:
	def forward(self, prediction_tensor, label_tensor):
		self.p = prediction_tensor
		return -(label_tensor * np.log(prediction_tensor + eps)).sum()
	def backward(self, label_tensor): return -label_tensor / (self.p + eps)
class BinaryCrossEntropyLoss:
	def forward(self, prediction_tensor, label_tensor):
		self.o = np.clip(prediction_tensor, eps, 1-eps)
		return -(label_tensor*np.log(self.o) + (1-label_tensor)*np.log(1-self.o)).sum()/len(label_tensor)
	def backward(self, label_tensor): return (-label_tensor/self.o + (1-label_tensor)/(1-self.o))/len(label_tensor)
class SigmoidCrossEntropyLoss:
	def forward(self, prediction_tensor, label_tensor):
		self.x = prediction_tensor
		return (np.maximum(self.x,0) - self.x*label_tensor + np.log1p(np.exp(-abs(self.x)))).sum()/len(self.x)
	def backward(self, label_tensor): return ((1+np.tanh(self.x/2))/2 - label_tensor)/len(self.x)
class SquaredError:
	def forward(self, prediction_tensor, label_tensor):
		self.d = prediction_tensor - label_tensor
		return (self.d**2).sum()/2
	def backward(self, label_tensor): return self.d
class MeanSquaredError:
	def forward(self, prediction_tensor, label_tensor):
		self.d = prediction_tensor - label_tensor
		return (self.d**2).mean()
	def backward(self, label_tensor): return 2*self.d/self.d.size
