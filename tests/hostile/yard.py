"""
Lay out what is graded, and bait: assignments, bases, attacks, and canaries in whatever must stay where it is.

Grades nothing.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.hostile import outer, records

CANARIES = ("hidden", "reference", "labels", "secret", "environment", "home", "other")
NUMBERS = ("inputs", "answers")
PLACEHOLDER, NUMBER = "@hex@", "424242424242"


def bait() -> dict[str, str]:
    """Return what is added to the environment of gradings: two canaries of one random mark."""
    mark = secrets.token_hex(8)
    return {"GRADER_SECRET": f"CANARY-secret-{mark}", "COURSE_TOKEN": f"CANARY-environment-{mark}"}


@dataclass(frozen=True)
class Yard:
    """
    The folders in which everything happens, and the strings that must not leave theirs.

    Args:
        folder: Private to this run.
        canaries: Name to text.
    """

    folder: Path
    canaries: dict[str, str]

    def assignment(self, name: str) -> Path:
        """Return the folder of an assignment, `small` or `mnist`."""
        return self.folder / "assignments" / name

    def submission(self, name: str) -> Path:
        """Return the folder of a submission."""
        return self.folder / "submissions" / name


def lay_out(attacks: list[records.Attack]) -> Yard:
    """Write assignments, bases, attacks and bait; return where."""
    mark = os.environ["GRADER_SECRET"].rpartition("-")[2]
    start = secrets.randbelow(9 * 10**11) + 10**11
    canaries = {name: f"CANARY-{name}-{mark}" for name in CANARIES}
    canaries |= {"inputs": str(start), "answers": str(start + 2)}
    yard = Yard(Path(tempfile.mkdtemp(prefix="hostile-", dir="/tmp")), canaries)
    yard.folder.chmod(0o755)
    for source in (records.HERE / "assignment").rglob("*"):
        target = yard.assignment("small") / source.relative_to(records.HERE / "assignment")
        if source.is_file() and "__pycache__" not in source.parts:
            target.parent.mkdir(parents=True, exist_ok=True)
            text = source.read_text(encoding="utf-8").replace(PLACEHOLDER, mark).replace(NUMBER, str(start))
            target.write_text(text, encoding="utf-8")
    home = yard.folder / "home"
    home.mkdir(mode=0o700)
    (home / ".netrc").write_text(canaries["home"])
    os.environ["HOME"] = str(home)
    _lay_out_mnist(yard.assignment("mnist"))
    bases = _bases()
    for name, files in bases.items():
        _write(yard.submission(name), files)
    own = f"{bases['small/right']['model.py']}\n\n# {canaries['other']}\n"
    _write(yard.submission("neighbour"), {"model.py": own})
    for attack in attacks:
        folder, files = yard.submission(attack.name), bases[attack.base]
        file = attack.value("file") or "model.py"
        _write(folder, {name: text for name, text in files.items() if name != file})
        handed_in = attack.make(folder, files[file])
        (yard.folder / "submissions" / f"{attack.name}.path").write_bytes(os.fsencode(handed_in))
    return yard


def _lay_out_mnist(folder: Path) -> None:
    """Write the project's own assignment with its training task alone, of one short run."""
    config = yaml.safe_load((outer.ROOT / "config.yaml").read_text(encoding="utf-8"))
    config["tasks"] = {"mnist": config["tasks"]["mnist"]}
    config["accuracy"]["seeds"] = [1]
    config["accuracy"]["datasets"]["embedded"] |= {"learning_rates": [0.1], "threshold": 0.9}
    config["limits"]["accuracy"] |= {"call_cpu_s": 20, "call_wall_s": 40}
    sources = [*(outer.ROOT / "reference").glob("*.py")]
    sources += [outer.ROOT / part / "checks" / "test_mnist.py" for part in ("exercises", "reference")]
    for source in sources:
        target = folder / source.relative_to(outer.ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    (folder / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")


def _bases() -> dict[str, dict[str, str]]:
    """Return the submissions without an attack: name to files."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (records.HERE / "bases").glob("*.py")}
    right = {path.name: path.read_text(encoding="utf-8") for path in (outer.ROOT / "reference").glob("*.py")}
    return {
        "small/right": {"model.py": texts["right"]},
        "small/wrong": {"model.py": texts["wrong"]},
        "mnist/right": right,
        "mnist/wrong": right | {"network.py": right["network.py"] + texts["mnist_wrong"]},
    }


def _write(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    for name, source in files.items():
        (folder / name).write_text(source, encoding="utf-8")
