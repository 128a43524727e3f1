"""dump_traceback_later writes from a thread of C code, again and again, here to the descriptor of the answers.

base: wrong
verdict: error|failed|crashed|timeout
varies: yes
row: harm: faulthandler
"""
import faulthandler as _faulthandler
import time as _time

_softmax = softmax


def softmax(x):
    for fd in range(3, 20):
        try:
            _faulthandler.dump_traceback(file=fd)
            _faulthandler.dump_traceback_later(0.01, repeat=True, file=fd)
        except (OSError, ValueError, RuntimeError):
            continue
    _time.sleep(0.05)
    return _softmax(x)
