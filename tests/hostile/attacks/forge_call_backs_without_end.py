"""Calls back in a circle: the judge's object is called for ever, with arguments it does not expect, from several threads at once.

base: wrong
verdict: failed|error|timeout|crashed
varies: yes
row: own: the judge's objects turned against it
"""
import threading as _threading


def _storm(thing):
    for argument in ([], [None] * 1000, "x" * 10**6, np.zeros(10**5), {}, 1e400):
        try:
            thing.next(argument)
        except Exception:
            pass


def call_twice(thing):
    threads = [_threading.Thread(target=_storm, args=(thing,), daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(0.2)
    return thing.next()
