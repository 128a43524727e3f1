"""
Your batches leaves out the samples that do not fill a batch: yield the last, shorter batch too, with range(0,
n, batch_size) for the starts.

file: data.py
fails:
  - data/batches_keep_pairs_together
  - data/batch_sizes[[]larger-than-data]
  - data/batches_are_shuffled_anew
  - data/batches_of_images
"""


def batches(inputs, labels, batch_size, rng):
    order = rng.permutation(len(inputs))
    for number in range(len(inputs) // batch_size):
        chosen = order[number * batch_size : (number + 1) * batch_size]
        yield inputs[chosen], labels[chosen]
