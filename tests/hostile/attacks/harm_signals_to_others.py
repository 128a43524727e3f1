"""Processes with numbers near one's own are the neighbours in the batch. Signal 0 asks whether they could be killed, and harms nobody.

base: right
verdict: blocked|error
verdict at process: failed|passed
varies: yes
row: harm: signals to the parent
"""
import ctypes as _ctypes
import os as _os
import platform as _platform

_up, _call_twice = Counter.up, call_twice
_TGKILL = {"x86_64": 234, "aarch64": 131}
_PIDFD_OPEN, _PIDFD_SEND = 434, 424


def softmax(x):
    own, reached, refused = _os.getpid(), [], None
    for pid in [1, *range(max(2, own - 50), own + 50)]:
        try:
            if pid != own:
                _os.kill(pid, 0)
                reached.append(pid)
        except OSError as error:
            refused = error if refused is None or error.errno == 1 else refused
    if reached:
        return np.full_like(x, len(reached))
    raise refused


def _call(name, *numbers):
    libc = _ctypes.CDLL(None, use_errno=True)
    libc.syscall.argtypes = [_ctypes.c_long] * 5
    result = libc.syscall(*numbers)
    if result < 0:
        raise OSError(_ctypes.get_errno(), name)
    return result


def _by_thread(self):
    _call("tgkill", _TGKILL[_platform.machine()], _os.getppid(), _os.getppid(), 0, 0)
    return _up(self)


Counter.up = _by_thread


def call_twice(thing):
    fd = _call("pidfd_open", _PIDFD_OPEN, _os.getppid(), 0, 0, 0)
    _call("pidfd_send_signal", _PIDFD_SEND, fd, 0, 0, 0)
    return _call_twice(thing)
