"""Load the reference solutions into the judge. Knows nothing of checks and submissions."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType, SimpleNamespace

from grader.errors import ConfigError

_PREFIX = "grader_reference_"


@cache
def load_reference(assignment: Path) -> SimpleNamespace:
    """
    Return the modules of ``reference/*.py`` as attributes; they are loaded once per process.

    Raises:
        ConfigError: There is no such folder, or a file in it cannot be imported.
    """
    folder = assignment / "reference"
    files = sorted(folder.glob("*.py"))
    if not files:
        raise ConfigError(f"{folder}: no reference solutions; hidden checks need them")
    return SimpleNamespace(**{path.stem: _load(path) for path in files})


def _load(path: Path) -> ModuleType:
    name = _PREFIX + path.stem
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ConfigError(f"{path}: cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise ConfigError(f"{path}: cannot be imported: {type(error).__name__}: {error}") from error
    return module
