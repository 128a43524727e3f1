"""
Your batches ends with an empty batch where batch_size divides the number of samples: let the starts be
range(0, n, batch_size), which ends in time.

file: data.py
fails:
  - data/batch_sizes[[]ones]
  - data/batch_sizes[[]whole]
  - data/float64_stays_float64[[]batches]
"""


def batches(inputs, labels, batch_size, rng):
    order = rng.permutation(len(inputs))
    for number in range(len(inputs) // batch_size + 1):
        chosen = order[number * batch_size : (number + 1) * batch_size]
        yield inputs[chosen], labels[chosen]
