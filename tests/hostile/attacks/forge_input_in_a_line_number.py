"""Carries a hidden input out by the line of an error in an own file, which a student is told. Only lines that exist are.

base: wrong
verdict: error|failed
row: own: hidden inputs carried out
"""


class Counter(Counter):
    def __init__(self, start=0):
        code = compile("def fail():\n    raise SyntaxError('x', (__file__, start, 0, str(start)))", __file__, "exec")
        names = {"__file__": __file__, "start": start}
        exec(code.replace(co_firstlineno=start % 2**31), names)
        names["fail"]()
