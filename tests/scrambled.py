"""Make notebooks of Python files at random: split and merged cells, markers, magics, odd JSON."""

from __future__ import annotations

import ast
import json
from pathlib import Path

DECLARED = ("layers", "optimizer", "loss", "network", "data", "graph")
LITTER = (
    "%matplotlib inline",
    "!pip install numpy",
    "%load_ext autoreload\n%autoreload 2",
    "%%bash\nrm -rf layers.py",
    "%%html\n<b>class ReLU:</b>",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3]);",
    "raise RuntimeError('an experiment that failed')",
    "while True:\n    net.train(1)",
    "history = open('/nowhere').read()\nprint(history)",
    "def scratch(:\n    pass",
    "%%time\nlayer = FullyConnected(2, 3)\n%timeit layer.forward(np.ones((4, 2)))",
    "batches = list(batches(x, y, 32, rng))\nshift = 2\nloss = CrossEntropyLoss()",
    "for shift in range(3):\n    %time pass",
    "FullyConnected?",
    "files = !ls\nfor name in files:\n    !echo {name}",
    'text = """\n%not a magic\n!nor this\n"""',
    "",
    "# file: notes",
)


def pieces(path: Path) -> list[tuple[str, str]]:
    """Return the top statements of a file as kind and text, comments with what follows them."""
    text = path.read_text(encoding="utf-8")
    lines, found, end = text.split("\n"), [], 0
    for node in ast.parse(text).body:
        kind = "import" if isinstance(node, ast.Import | ast.ImportFrom) else "other"
        if isinstance(node, ast.ImportFrom) and (path.parent / f"{node.module}.py").exists():
            kind = "own import"
        found.append((kind, "\n".join(lines[end : node.end_lineno]).strip("\n")))
        end = node.end_lineno
    return found


def scrambled(folder: Path, random) -> bytes:
    """Return a notebook that holds the files of *folder*, laid out by the chances of *random*."""
    named = (
        random.random() < 0.6
    )  # by names, for some files at least; then nothing is imported from own files
    files = {path.stem: pieces(path) for path in sorted(folder.glob("*.py"))}
    order = sorted(files, key=lambda stem: (stem in DECLARED, random.random()))
    cells: list[tuple[str, dict]] = []
    pending: list[str] = []
    for stem in order:
        ways = ["names", "line", "metadata"] if named else ["line", "metadata", "written"]
        way = random.choice(ways)
        kept = [text for kind, text in files[stem] if kind != "own import" or not named]
        cells += _cells(stem, way, kept, random, pending)
    cells += [("\n\n".join(pending), {})] * bool(pending)
    for _ in range(random.randrange(6)):
        cells.insert(random.randrange(len(cells) + 1), (random.choice(LITTER), {}))
    return _json(cells, random)


def _cells(stem, way, texts, random, pending):
    """Return the cells of one file; in *pending* is what a later file's first cell holds as well."""
    found = []
    metadata = {"grader": {"file": f"{stem}.py"}} if way == "metadata" else {}
    group: list[str] = []
    for number, text in enumerate(texts):
        group.append(text)
        last = number == len(texts) - 1
        if not last and random.random() < 0.4:
            continue
        body = "\n\n".join(group)
        group = []
        if way == "names":
            if last and random.random() < 0.3:
                pending.append(body)
                continue
            body = "\n\n".join([*pending, body])
            pending.clear()
            found += [(_stale(body), {})] * (random.random() < 0.1)
            body = random.choice(["", "%%time\n", "%%capture out\n", "%precision 3\n", "\n\n"]) + body
        elif way == "line":
            body = f"# file: {stem}.py\n{body}"
        elif way == "written":
            body = f"%%writefile {'-a ' if found else ''}{stem}.py\n{body}\n"
        found.append((body, metadata))
    return found


def _stale(body: str) -> str:
    """Return an earlier state of a cell, which the cell itself is to replace."""
    lines = [line for line in body.split("\n") if line.startswith(("class ", "def "))]
    return "\n".join(f"{line}\n    raise NotImplementedError" for line in lines if line.endswith(":"))


def _json(cells, random) -> bytes:
    """Return a notebook as one of the many programs writes it that write notebooks."""
    old = random.random() < 0.2
    written = []
    for number, (source, metadata) in enumerate(cells):
        text = source.replace("\n", "\r\n") if random.random() < 0.1 else source
        lines = text.splitlines(keepends=True) if random.random() < 0.7 else text
        cell = {"cell_type": "code", "metadata": metadata, "outputs": [{"output_type": "error"}]}
        cell |= {"input" if old else "source": lines}
        cell |= random.choice([{}, {"id": "same"}, {"id": f"cell-{number}"}, {"id": 7}])
        cell |= random.choice([{}, {"execution_count": None}, {"execution_count": 99 - number}])
        written.append(cell)
        if random.random() < 0.3:
            written.append({"cell_type": "markdown", "source": ["class ReLU: is a heading\n"]})
    body = {"worksheets": [{"cells": written}], "nbformat": 3} if old else {"cells": written, "nbformat": 4}
    indent = random.choice([None, 1])
    return (b"\xef\xbb\xbf" if random.random() < 0.1 else b"") + json.dumps(body, indent=indent).encode()
