"""The folder of everybody's temporary files, and the one above one's own: what is written there outlives the grading.

Where files are not confined it is written, and the one in /tmp stays.

base: right
verdict: blocked|error|passed
leaves at process, seccomp: /tmp/hostile-large
row: harm: 1 GB into /tmp
"""
_softmax, _up = softmax, Counter.up


def softmax(x):
    with open("/tmp/hostile-large", "wb") as stream:
        for _ in range(30):
            stream.write(b"x" * 2**20)
    return _softmax(x)


def _beside(self):
    with open("../hostile-beside", "wb") as stream:
        stream.write(b"x" * 2**20)
    return _up(self)


Counter.up = _beside
