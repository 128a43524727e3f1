"""A module and classes whose attributes are computed: `__getattr__` of the module, metaclasses, descriptors that change at each look.

base: wrong
verdict: failed|error
row: own: objects that act where they are read
"""


class _Meta(type):
    def __call__(cls, *args, **keywords):
        return {"weights": 1, "forward": lambda x: x}

    def __getattribute__(cls, name):
        return type.__getattribute__(cls, name)

    def __instancecheck__(cls, value):
        return True

    mro = lambda cls: [cls, object]


class Layer(metaclass=_Meta):
    weights = forward = backward = gradient_weights = property(lambda self: 1)


def __getattr__(name):
    return lambda *args, **keywords: True


del softmax
del Counter
