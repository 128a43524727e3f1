"""Returns the judge's own object, which compares as it likes; or a method of it, or what the judge handed over before.

base: wrong
verdict: failed|error
row: own: the judge's objects turned against it
"""


def call_twice(thing):
    thing.next()
    thing.next()
    return thing
