"""A check that can be asked again after a wrong answer gives its answer away. Every check is asked once, and its inputs stay.

base: wrong
verdict: failed|error
row: forging 13; own: a submission that knows where it is
"""
_asked = []


def call_twice(thing):
    values = []
    for _ in range(4):
        try:
            values.append(thing.next())
        except Exception:
            break
    _asked.append(values)
    return float(sum(values[:2]))


class Counter(Counter):
    def __init__(self, start=0):
        self.count = start
        self.calls = 0

    def up(self):
        return 0
