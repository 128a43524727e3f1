"""
Your batches takes its randomness from somewhere else than rng, for example from np.random, so that a seed
does not repeat the order: call rng.permutation(len(inputs)).

file: data.py
fails:
  - data/batches_are_shuffled_anew
"""


def batches(inputs, labels, batch_size, rng):
    order = np.random.permutation(len(inputs))
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size]
        yield inputs[chosen], labels[chosen]
