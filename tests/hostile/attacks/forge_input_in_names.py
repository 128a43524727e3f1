"""Carries a hidden input out by the name of an exception's type, of its bases, of a function or of a file.

base: wrong
verdict: error
row: own: hidden inputs carried out
"""


class Counter(Counter):
    def __init__(self, start=0):
        kind = type(f"E{start}", (type(f"B{start}", (ValueError,), {}),), {"__module__": f"m{start}"})
        names = {"kind": kind}
        source = f"def f{start}():\n    raise kind('{start}')\n"
        exec(compile(source, __file__, "exec"), names)
        names[f"f{start}"]()
