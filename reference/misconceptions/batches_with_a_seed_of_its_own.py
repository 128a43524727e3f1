"""
Your batches gives the same order in every epoch, as with a generator made or seeded inside the function: draw
from the rng that is passed, anew at each call.

file: data.py
fails:
  - data/batches_are_shuffled_anew
"""

_batches = batches


def batches(inputs, labels, batch_size, rng):
    return _batches(inputs, labels, batch_size, np.random.default_rng(0))
