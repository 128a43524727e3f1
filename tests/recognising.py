"""
Measure how well mistakes are recognised: `python -m tests.recognising --pairs 100 --unrelated`.

Every misconception is taken for a submission, alone and in random pairs, and so is every solution of
tests/fairness with an unrelated bug. Runs without workers; tests/test_recognition.py grades some for real.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from grader import checkfiles, config, misconceptions
from grader.bench import BENCH
from grader.recognition import Shown, recognise
from grader.records import Kind, Verdict
from grader.stage import Script, Stage

ROOT = Path(__file__).resolve().parents[1]
UNRELATED = ROOT / "tests" / "fairness" / "unrelated"


class Recogniser:
    """Runs submissions on a stage and names their misconceptions, as a grading does."""

    def __init__(self, stage, secret):
        self.known = {each.name: each for each in misconceptions.load(ROOT)}
        self.reference = misconceptions.reference_files(ROOT)
        self._stage, self._secret = stage, secret
        self._base, self._scripts = Script(self.reference), {}

    def names(self, files):
        """Return which misconception is named for which check, for *files* on top of the reference."""
        script = Script({**self.reference, **files})
        tasks = {path.removesuffix(".py") for path in files} | {"mnist"}
        failed, passed = {}, set()
        for check in self._stage.checks:
            if check.task not in tasks:
                passed.add(check.id)  # as the reference does, whose files these are
                continue
            if check.kind is Kind.ACCURACY:
                continue
            done = self._stage.run(check.id, script, self._secret)
            if done.verdict is Verdict.PASSED:
                passed.add(check.id)
            else:
                failed[check.id] = Shown(done.verdict, done.journal, bool(check.uses), done.seconds)
        found = recognise(failed, passed, self.known.values(), self._perform)
        return {check: each.name for check, each in found.items()}

    def changed(self, *names):
        """Return the files that the misconceptions of these *names* change, the later on top."""
        files = self.reference
        for name in names:
            files = self.known[name].applied(files)
        return {path: text for path, text in files.items() if text != self.reference[path]}

    def _perform(self, each, check_id, cpu_s):
        if each.name not in self._scripts:
            self._scripts[each.name] = Script(each.applied(self.reference), self._base)
        done = self._stage.run(check_id, self._scripts[each.name], self._secret, cpu_s)
        return Shown(done.verdict, done.journal)


class Evaluation:
    """The pytest plugin that collects the checks and then evaluates instead of running them."""

    skips = False

    def __init__(self, options, tell):
        self.assignment, self.config, self.secret = ROOT, config.load(ROOT), b""
        self._options, self._tell = options, tell

    def pytest_configure(self, config):
        """Collect the checks as an examiner does."""
        config.stash[BENCH] = self
        config.pluginmanager.register(checkfiles.CheckFiles(sys.exit), "grader-check-files")

    def pytest_runtestloop(self, session):
        """Evaluate what was asked for."""
        stage = Stage(ROOT, self.config, session.items)
        recogniser = Recogniser(stage, self._options.secret.encode())
        chosen = [name for name in recogniser.known if self._wanted(name)]
        for name in chosen:
            self._tell({"one": name, "named": recogniser.names(recogniser.changed(name))})
        draw = random.Random(self._options.secret)
        for _ in range(self._options.pairs):
            pair = draw.sample(chosen, 2)
            self._tell({"pair": pair, "named": recogniser.names(recogniser.changed(*pair))})
        for folder in sorted(UNRELATED.iterdir()) if self._options.unrelated else ():
            files = {path.name: path.read_bytes() for path in folder.glob("*.py")}
            self._tell({"unrelated": folder.name, "named": recogniser.names(files)})
        return True

    def _wanted(self, name):
        return any(fnmatchcase(name, pattern) for pattern in self._options.names or ["*"])


def right(line, explanations):
    """Tell whether what was named is right: itself, one of a pair, nothing for an unrelated bug."""
    named = set(line["named"].values())
    if "one" in line:
        same = {name for name, text in explanations.items() if text == explanations[line["one"]]}
        return bool(named) and named <= same
    if "pair" in line:
        return bool(named & set(line["pair"]))
    return not named


def main():
    """Evaluate; print a line for each that went wrong and the shares at the end."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", help="patterns of misconceptions; none is one that none has")
    parser.add_argument("--pairs", type=int, default=0, help="how many pairs of them to draw")
    parser.add_argument("--secret", default="recognition", help="draws the checks' inputs and the pairs")
    parser.add_argument("--unrelated", action="store_true", help="the bugs of tests/fairness as well")
    explanations = {each.name: each.explanation for each in misconceptions.load(ROOT)}
    counts = {kind: [0, 0, 0] for kind in ("one", "pair", "unrelated")}
    with os.fdopen(os.dup(1), "w") as out:

        def tell(line):
            kind = next(iter(line))
            fine = right(line, explanations)
            stranger = kind != "unrelated" and set(line["named"].values()) - set(
                line[kind] if kind == "pair" else [line[kind]]
            )
            counts[kind] = [a + b for a, b in zip(counts[kind], (1, fine, bool(stranger)), strict=True)]
            if not fine or stranger:
                print(json.dumps(line), file=out, flush=True)

        options = parser.parse_args()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        pytest.main(
            ["-q", "-p", checkfiles.PLUGIN, *checkfiles.options(ROOT, "all")],
            plugins=[Evaluation(options, tell)],
        )
        for kind, (all_of, fine, strange) in counts.items():
            print(f"{kind}: {fine} of {all_of} right, {strange} with another name as well", file=out)


if __name__ == "__main__":
    main()
