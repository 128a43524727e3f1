"""A hard link to a file of the system, whose rights a sweeper might change, and a device node, made but never opened.

base: right
verdict: passed|error|blocked
row: harm: hard link; own: what is hard to sweep
"""
import functools as _functools
import os as _os
import stat as _stat

_softmax, _up = softmax, Counter.up


@_functools.cache
def _attack():
    for target in ("/etc/hostname", "/etc/passwd", _os.__file__):
        _os.link(target, "link-" + _os.path.basename(target))


def softmax(x):
    _attack()
    return _softmax(x)


@_functools.cache
def _node():
    _os.mknod("null", 0o600 | _stat.S_IFCHR, _os.makedev(1, 3))


def _making(self):
    _node()
    return _up(self)


Counter.up = _making
