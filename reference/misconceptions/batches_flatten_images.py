"""
Your batches reshapes the inputs to rows: keep their shape beyond the first axis, whatever it is.

file: data.py
fails:
  - data/batches_of_images
  - data/float64_stays_float64[[]batches]
"""

_batches = batches


def batches(inputs, labels, batch_size, rng):
    for x, y in _batches(inputs, labels, batch_size, rng):
        yield x.reshape(len(x), -1), y
