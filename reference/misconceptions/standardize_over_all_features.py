"""
Your standardize uses one mean and one deviation for the whole array: take them for each feature by itself,
with axis=0.

file: data.py
fails:
  - mnist/none_yet
"""


def standardize(train, *others):
    return tuple((x - train.mean()) / train.std() for x in (train, *others))
