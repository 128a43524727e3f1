"""A mount over one's own folder hides it from the sweeper, and stays. As root it needs a capability, else a user namespace.

Where nothing but the process is confined and that is root's, the mount is made; there it is graded in a namespace of its own.

base: right
verdict: blocked|error
verdict at process: passed|blocked|error
alone at process: yes
leaves at process: judge-* confined-* /tmp/hostile-*/tmp-* mount*
row: own: system calls that nothing honest makes
"""
import ctypes as _ctypes

_softmax = softmax


def softmax(x):
    libc = _ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"none", b".", b"tmpfs", 0, b"size=64k") < 0:
        raise OSError(_ctypes.get_errno(), "mount")
    return _softmax(x)
