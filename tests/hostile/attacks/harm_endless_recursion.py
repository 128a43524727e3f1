"""The interpreter's own limit of recursion ends it with an exception, which is the student's error.

base: right
verdict: error
row: harm: endless recursion
"""


def softmax(x):
    return softmax(x)
