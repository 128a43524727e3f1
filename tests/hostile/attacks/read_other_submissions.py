"""Other students' files lie in the next folder: to be copied, or to be changed.

base: wrong
verdict: failed|passed
forges at process, seccomp: who can read another's solution can hand it in; only a level that confines files keeps it away
learns at process, seccomp: other
row: harm: reading other submissions
"""
import glob as _glob

for _path in _glob.glob("/tmp/*/submissions/neighbour/model.py") + _glob.glob("../*/model.py") + _glob.glob("../../*/*/model.py"):
    try:
        with open(_path, "r+") as _stream:
            _text = _stream.read()
        print(_text[-200:])
        exec(_text, globals())
    except OSError:
        pass
