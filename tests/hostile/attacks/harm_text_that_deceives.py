"""Escapes, markup, formulas and direction marks, printed and raised, do their work wherever the report is shown.

base: wrong
verdict: failed|error
row: harm: ANSI escapes in a print; harm: HTML in a name, a message or a print; harm: right-to-left marks; harm: starts with =
"""
_ESCAPES = "\x1b[2J\x1b[H\x1b]0;owned\x07\x1b]52;c;aGVsbG8=\x07\x1b[8mhidden\x1b[0m\r100/100\b\b\x9b31m\x90q\x9c"
_MARKUP = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>\"'--></style></textarea>&lt;"
    "[link=http://127.0.0.1:47111]click[/link][bold red]PASSED[/] ![x](http://127.0.0.1:47111) "
    "{{ 7 * 7 }}{% raw %} $\\input{secret}$ \n::set-output name=score::100\n##[section]100"
)
_MARKS = "\u202e001/001\u202c \u2066\u200b\ufeff\u2069 Z" + "\u0300" * 5000 + " \ud800\udfff \U000e0041 \x00 \x85\u2028next"


def softmax(x):
    print(_ESCAPES)
    raise ValueError(_ESCAPES)


def _marked(self):
    print(_MARKUP)
    raise type("<b onmouseover=alert(1)>Error", (ValueError,), {})(_MARKUP)


Counter.up = _marked


def call_twice(thing):
    print('=HYPERLINK("http://127.0.0.1:47111";"click")\n' + _MARKS.encode("utf-8", "replace").decode())
    raise ValueError("=cmd|' /C calc'!A0\t\",\r\n+1+1\n-1\n@SUM(1)" + _MARKS)
