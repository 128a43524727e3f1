"""Text that says what is wanted: `"6.0"`, `b"6.0"`, a structured array, dates, objects that print as numbers.

base: wrong
verdict: failed|error
row: own: values that comparisons forget
"""


def softmax(x):
    return np.array([["0.2689414213699951", "0.7310585786300049"]])


class Layer(Layer):
    def forward(self, x):
        return np.zeros((len(x), self.weights.shape[1]), dtype=[("value", float)])

    def backward(self, e):
        super().backward(e)
        self.gradient_weights = np.zeros(self.weights.shape, dtype="datetime64[s]")
        return [[str(each) for each in row] for row in e]


class Counter(Counter):
    def up(self):
        return b"2"


def call_twice(thing):
    thing.next(), thing.next()
    return str(0.0)
