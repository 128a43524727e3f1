"""
Read the guides and do what they say.

Three kinds of fenced blocks mean something here; readers see code:

- ``console`` with lines that begin with ``$ ``: a transcript. Each command is run, one after the other in one
  folder per guide; it must print the lines that follow it, where ``...`` stands for anything: for lines where
  it stands alone, else within the line. It ends with 0, the block's last one with N after ``console ends=N``.
- ``console shown`` is such a transcript that needs a terminal, a browser or a network; ``console`` without
  ``$ `` is a list of commands, one a line. They are not run, but must be calls that the command line accepts.
- ``python file=PATH`` (or any language) writes a file, ``append=PATH`` adds to one, and ``diff file=PATH``
  replaces lines of one.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import typer

from grader import cli
from grader.commands import app

_FENCE = re.compile(r"^( *)(```+)([^\n`]*)\n(.*?)^\1\2[ ]*$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`(grader [^`\n]+)`")
_CALL = re.compile(r"(?:^|&&|\||;| do )\s*(grader [^|;&<>]*)")
_INDENTED = re.compile(r"^ {4}(grader .+)$", re.MULTILINE)
_SUBSTITUTED = re.compile(r'"\$\(.*\)"')
_GAP = re.compile(r"(?<!\.)\.\.\.(?!\.)")
_WAIT_S = 120
_UsageError: Any = typer.BadParameter.__base__  # Typer has no name for it


@dataclass(frozen=True)
class Block:
    """A fenced block: its *language*, what else its first line says, its text, and where it begins."""

    language: str
    marks: dict[str, str]
    text: str
    line: int

    @property
    def is_transcript(self) -> bool:
        """Tell whether commands stand with what they print."""
        return self.language == "console" and re.search(r"^\$ ", self.text, re.MULTILINE) is not None

    def commands(self) -> Iterator[tuple[str, str]]:
        """Yield each command with what it is said to print."""
        if not self.is_transcript:
            lines = self.text.splitlines() if self.language == "console" else []
            yield from ((line.partition(" #")[0].strip(), "") for line in lines if line.strip())
            return
        for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
            command, _, shown = part.replace("\\\n", " ").partition("\n")
            yield command.strip(), shown


def blocks(text: str) -> Iterator[Block]:
    """Yield the fenced blocks of a document in their order."""
    for found in _FENCE.finditer(text):
        margin, _, info, body = found.groups()
        language, *words = info.split() or [""]
        marks = {word.partition("=")[0]: word.partition("=")[2] for word in words}
        body = re.sub(rf"^{margin}", "", body, flags=re.MULTILINE)
        yield Block(language, marks, body, text.count("\n", 0, found.start()) + 1)


def calls(text: str) -> Iterator[str]:
    """Yield all calls of `grader` in a document: in its blocks, fenced or indented, and among its words."""
    for block in blocks(text):
        for command, _ in block.commands():
            yield from (part.strip() for part in _CALL.findall(command))
    words = _FENCE.sub("", text)
    for line in _INDENTED.findall(words):
        command = _SUBSTITUTED.sub("WORD", line).partition(" #")[0]
        yield from (part.strip() for part in _CALL.findall(command))
    yield from _INLINE.findall(words)


def refusal(call: str) -> str:
    """Return why the command line would refuse the words of *call*, which is not run; else nothing."""
    name, *words = shlex.split(call) or [""]
    if name != "grader":
        return ""
    command = typer.main.get_command(app)
    _disarm(command)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            command.main(words, "grader", standalone_mode=False)
    except _UsageError as error:
        message = str(error.format_message())
        is_name = message.startswith("Missing ") or message.endswith(" requires an argument.")
        return "" if is_name else message
    return ""


def _disarm(command: Any) -> None:
    """Have *command* and those below it read their words and do nothing."""
    command.callback = None
    for below in getattr(command, "commands", {}).values():
        _disarm(below)


def agrees(shown: str, printed: str) -> bool:
    """Tell whether *printed* is what a guide has *shown*, whose ``...`` stand for anything."""
    pattern = ""
    for line in shown.strip("\n").split("\n"):
        whole = ".*".join(re.escape(piece) for piece in _GAP.split(line.rstrip()))
        pattern += r"(?:.*\n)*?" if line.strip() == "..." else whole + r"[ ]*\n"
    lines = printed.strip("\n") + "\n"
    return re.fullmatch(pattern, lines) is not None


@dataclass
class Walk:
    """A walk through a guide, in *folder*, by `grader` in this process; *faults* is what was not as said."""

    folder: Path
    patch: pytest.MonkeyPatch
    faults: list[str] = field(default_factory=list)

    def through(self, text: str) -> list[str]:
        """Do what the document *text* says, and return what was not as it says."""
        for block in blocks(text):
            if block.is_transcript and "shown" not in block.marks:
                self._run(block)
            elif "file" in block.marks:
                self._write(block, self.folder / block.marks["file"])
            elif "append" in block.marks:
                with (self.folder / block.marks["append"]).open("a", encoding="utf-8") as file:
                    file.write(block.text)
        return self.faults

    def _write(self, block: Block, path: Path) -> None:
        if block.language != "diff":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
            return
        lines = block.text.splitlines(keepends=True)
        before, after = ("".join(line[1:] for line in lines if line[0] in f" {sign}") for sign in "-+")
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if text.count(before) != 1:
            self.faults.append(f"line {block.line}: {path.name} has these lines {text.count(before)} times")
            return
        path.write_text(text.replace(before, after), encoding="utf-8")

    def _run(self, block: Block) -> None:
        commands = list(block.commands())
        for number, (command, shown) in enumerate(commands, 1):
            expected = int(block.marks.get("ends", 0)) if number == len(commands) else 0
            code, printed = self._call(command)
            if code != expected:
                self.faults.append(f"line {block.line}: {command}: ended with {code}:\n{printed}")
            elif not agrees(shown, printed):
                self.faults.append(f"line {block.line}: {command}: printed\n{printed}\nnot\n{shown}")

    def _call(self, command: str) -> tuple[int, str]:
        words = [] if re.search(r"[|;&<>$]", command) else shlex.split(command)
        if words[:1] == ["cd"]:
            self.folder = (self.folder / words[1]).resolve()
            return 0, ""
        self.patch.chdir(self.folder)
        return self._graded(words[1:]) if words[:1] == ["grader"] else self._shell(command)

    def _graded(self, words: list[str]) -> tuple[int, str]:
        self.patch.setattr(sys, "argv", ["grader", *words])
        page = io.StringIO()
        with contextlib.redirect_stdout(page), contextlib.redirect_stderr(page):
            try:
                cli.main()
            except SystemExit as ended:
                return int(ended.code or 0), page.getvalue()
        return 0, page.getvalue()

    def _shell(self, command: str) -> tuple[int, str]:
        here = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=os.environ | {"PATH": here},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_WAIT_S,
            check=False,
        )
        return done.returncode, done.stdout
