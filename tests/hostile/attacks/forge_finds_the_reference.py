"""Looks for the reference in every place that a grader keeps it in, and becomes it.

base: wrong
verdict: failed|error
verdict at process, seccomp: failed|error|passed
forges at process, seccomp: who can read the reference can copy it; only a level that confines files keeps it away
row: forging 16; harm: reading the reference
"""
import glob as _glob

_PLACES = ("reference/model.py", "../reference/model.py", "/tmp/*/assignments/*/reference/model.py", "/autograder/source/model.py")
for _place in _PLACES:
    for _path in _glob.glob(_place):
        try:
            with open(_path) as _stream:
                exec(_stream.read(), globals())
        except OSError:
            pass
