"""exec replaces the worker, with the channel to the judge still open: the new program answers instead, or not at all.

base: wrong
verdict: blocked|error|crashed
row: own: another program in the worker's place
"""
import os as _os


def softmax(x):
    for fd in range(3, 64):
        try:
            _os.set_inheritable(fd, True)
        except OSError:
            continue
    _os.execv("/bin/echo", ["echo", "passed"])
