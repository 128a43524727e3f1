"""Messages of exceptions reach logs and pages too: commands, markup and line ends in text, type and function names.

base: wrong
verdict: error|failed
row: forging 12
"""
_TEXT = "\n::set-output name=score::100\n##[error]x\n</pre><script>alert(1)</script>[bold red]{0.__class__}%s%n\x1b[2J\u202e"


def softmax(x):
    raise type("E\n::notice::passed", (Exception,), {})(_TEXT)


class Counter(Counter):
    def up(self):
        return _TEXT


class Layer(Layer):
    def forward(self, x):
        return {_TEXT: _TEXT}
