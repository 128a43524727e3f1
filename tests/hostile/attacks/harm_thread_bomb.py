"""2,000 threads: each takes a stack, a slot in the table of tasks, and a share of the processor.

base: right
verdict: blocked|error|memory|timeout|crashed
varies: yes
row: harm: thread bomb
"""
import threading as _threading
import time as _time

_softmax = softmax


def softmax(x):
    for _ in range(2000):
        _threading.Thread(target=_time.sleep, args=(20,), daemon=True).start()
    return _softmax(x)
