"""A slow leak in steps of 1 MB stays below any alarm for sudden growth. It ends at the limit. At most 700 MB.

base: right
verdict: memory|crashed|timeout
varies: yes
row: harm: a slow leak
"""
_leak = []


def softmax(x):
    for _ in range(700):
        _leak.append(np.ones(2**17))
    return x
