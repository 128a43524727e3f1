"""A file in the working folder carries hidden inputs from one check to a visible one, and from one grading to the next.

base: wrong
verdict: failed|error
learns at process, seccomp: inputs
leaves at process, seccomp: /tmp/hostile-memory /dev/shm/hostile-memory
varies at process, seccomp: yes
row: forging 15; own: hidden inputs carried out
"""
import os as _os

_PLACES = ["memory", "../memory", "/tmp/hostile-memory", "/dev/shm/hostile-memory", f"{_os.environ.get('HOME')}/memory"]


def _told():
    for place in _PLACES:
        try:
            with open(place) as stream:
                yield stream.read()
        except OSError:
            pass


class Counter(Counter):
    def __init__(self, start=0):
        super().__init__(start)
        for place in _PLACES:
            try:
                with open(place, "a") as stream:
                    stream.write(f"{start}\n")
            except OSError:
                pass


class Layer(Layer):
    def forward(self, x):
        if np.all(x == 1):  # a visible check
            print(*sorted({each.split()[-1] for each in _told()}))
        return super().forward(x)
