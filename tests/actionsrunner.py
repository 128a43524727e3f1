"""
Play the runner of GitHub Actions for tests: run a composite action's shell steps and obey what it would obey.

The models follow the runner's sources: `ActionCommand.cs` and `ActionCommandManager.cs` for the log,
`FileCommandManager.cs` for the files of a step. Steps that use another action are recorded, not run.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import yaml

REGISTERED = frozenset(
    {
        *("set-output", "set-env", "add-path", "add-mask", "save-state", "add-matcher", "remove-matcher"),
        *("debug", "warning", "error", "notice", "group", "endgroup", "echo", "internal-set-repo-path"),
    }
)
STOP = "stop-commands"
_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")
_DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
_PROPERTY = (*_DATA[:2], ("%3A", ":"), ("%2C", ","), _DATA[2])


@dataclass(frozen=True)
class Command:
    """One command that the runner obeys."""

    name: str
    properties: dict[str, str]
    data: str


@dataclass
class Log:
    """
    The runner's reading of a log, line by line.

    Attributes:
        obeyed: Commands that had an effect, in order.
        shown: Lines that were only shown.
        stopped: The token that is waited for; None while commands are obeyed.
    """

    obeyed: list[Command] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    stopped: str | None = None

    def read(self, text):
        """Read *text* as a step's output; the runner takes carriage returns for line ends, too."""
        for line in re.split(r"\r\n|\r|\n", text):
            known = REGISTERED | {STOP} | ({self.stopped.lower()} if self.stopped else set())
            command = parsed(line, known)
            if command is None or (self.stopped and command.name != self.stopped.lower()):
                self.shown.append(line)
            elif self.stopped:
                self.stopped = None
            elif command.name == STOP:
                self.stopped = command.data
            else:
                self.obeyed.append(command)
        return self


def parsed(line, known):
    """Return the command in *line* whose name is *known*, in either form that the runner reads, or None."""
    start = line.lstrip()
    if start.startswith("::") and "::" in start[2:]:
        info, _, data = start[2:].partition("::")
        name, _, rest = info.partition(" ")
        if name.lower() in known:
            return Command(name.lower(), _properties(rest, ",", _PROPERTY), _back(data, _DATA))
    prefix = line.find("##[")
    if prefix >= 0 and "]" in line[prefix:]:
        info, _, data = line[prefix + 3 :].partition("]")
        name, _, rest = info.partition(" ")
        if name.lower() in known:
            return Command(name.lower(), _properties(rest, ";", _PROPERTY), _back(data, _DATA))
    return None


def _properties(text, separator, escapes):
    pairs = [part.split("=", 1) for part in text.strip().split(separator) if "=" in part]
    return {key: _back(value, escapes) for key, value in pairs}


def _back(text, escapes):
    for escape, sign in escapes:
        text = text.replace(escape, sign)
    return text


@dataclass(frozen=True)
class Run:
    """
    What came of an action.

    Attributes:
        log: Of all its steps.
        text: The same as text.
        codes: Exit codes of the steps that ran, by name.
        outputs: Of the action.
        summary: What the steps wrote for the job's summary.
        exported: What steps wrote into the files for variables and paths of later steps.
        uses: Other actions that would have run, with their inputs.
    """

    log: Log
    text: str
    codes: dict[str, int]
    outputs: dict[str, str]
    summary: str
    exported: str
    uses: list[tuple[str, dict[str, str]]]


def run_action(folder, workspace, inputs, environment, *, temp):
    """
    Run the composite action of *folder* as the runner does.

    Args:
        folder: With `action.yml`.
        workspace: Where the job's checkouts are; steps begin there.
        inputs: The `with:` of the step that uses the action.
        environment: Variables of the job besides the runner's own.
        temp: A new folder, `RUNNER_TEMP`.
    """
    action = yaml.safe_load((folder / "action.yml").read_text(encoding="utf-8"))
    given = {name: each.get("default", "") for name, each in action["inputs"].items()} | inputs
    context = {f"inputs.{name}": value for name, value in given.items()}
    log, texts, codes, uses, exported, summary = Log(), [], {}, [], "", ""
    failed = False
    for number, step in enumerate(action["runs"]["steps"]):
        if not _wanted(step.get("if", ""), context, failed):
            continue
        if "uses" in step:
            uses.append((step["uses"], {key: _value(text, context) for key, text in step["with"].items()}))
            continue
        files = _step_files(temp, number)
        variables = {key: _value(text, context) for key, text in step.get("env", {}).items()}
        done = _run_step(
            _value(step["run"], context), folder, workspace, environment | variables | files, temp
        )
        texts.append(done.stdout)
        log.read(done.stdout)
        codes[step["name"]] = done.returncode
        failed = failed or done.returncode != 0
        for name, value in _written(Path(files["GITHUB_OUTPUT"])).items():
            context[f"steps.{step.get('id', number)}.outputs.{name}"] = value
        summary += Path(files["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")
        exported += "".join(Path(files[name]).read_text() for name in ("GITHUB_ENV", "GITHUB_PATH"))
    outputs = {name: _value(each["value"], context) for name, each in action["outputs"].items()}
    return Run(log, "".join(texts), codes, outputs, summary, exported, uses)


def _step_files(temp, number):
    names = ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STATE")
    files = {name: temp / f"_files-{number}-{name}" for name in names}
    for path in files.values():
        path.touch()
    return {name: str(path) for name, path in files.items()}


def _run_step(script, action, workspace, environment, temp):
    usual = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_WORKSPACE": str(workspace),
        "GITHUB_ACTION_PATH": str(action),
        "RUNNER_TEMP": str(temp),
        "GITHUB_REPOSITORY": "course/ada",
    }
    file = temp / "_step.sh"
    file.write_text(script, encoding="utf-8")
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(file)],
        cwd=workspace,
        env=usual | own | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


def _written(path):
    """Return the outputs in a step's file; of the two forms that the runner reads ours has the simple one."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, sign, value = line.partition("=")
        assert sign, f"the runner fails the step at the line {line!r}"
        assert "<<" not in name, f"the form with a delimiter is not played: {line!r}"
        found[name] = value
    return found


def _wanted(condition, context, failed):
    """Return whether a step with this `if:` runs; of expressions only what our action uses is known."""
    parts = [part.strip() for part in condition.split("&&") if part.strip()]
    always = "always()" in parts
    comparisons = [part for part in parts if part != "always()"]
    return (always or not failed) and all(_compared(part, context) for part in comparisons)


def _compared(text, context):
    left, sign, right = re.fullmatch(r"(\S+) (==|!=) '([^']*)'", text).groups()
    return (context.get(left, "") == right) is (sign == "==")


def _value(text, context):
    """Return *text* with its expressions replaced; an unknown name is empty, as on GitHub."""
    return _EXPRESSION.sub(lambda found: _evaluated(found[1], context), str(text))


def _evaluated(expression, context):
    values = (context.get(name.strip(), "") for name in expression.split("||"))
    return next((value for value in values if value), "")
