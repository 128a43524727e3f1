"""
Your batches yields (labels, inputs): yield the inputs first.

file: data.py
fails:
  - mnist/none_yet
"""

_batches = batches


def batches(inputs, labels, batch_size, rng):
    for x, y in _batches(inputs, labels, batch_size, rng):
        yield y, x
