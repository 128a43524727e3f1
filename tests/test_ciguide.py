"""Hold docs/ci.md against the packages: every file that it shows is what a package has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.packageparts import shipped

GUIDE = (Path(__file__).resolve().parents[1] / "docs" / "ci.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^```\w+ package=(\w+):(\S+)\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("platform, path, text", SHOWN, ids=[f"{name}:{path}" for name, path, _ in SHOWN])
def test_a_file_is_shown_as_it_is_made(platform, path, text):
    """Whoever alters a shipped file alters the guide."""
    assert text == shipped(platform)[path].decode("utf-8")


def test_the_files_that_matter_are_shown():
    """What an instructor must read before trusting it."""
    shown = {f"{platform}:{path}" for platform, path, _ in SHOWN}

    assert shown >= {
        "github:students/.github/workflows/grade.yml",
        "github:private/.github/workflows/grade-class.yml",
        "gitlab:ci/.gitlab-ci.yml",
        "gitlab:grader/.gitlab-ci.yml",
        "docker:Dockerfile",
        "docker:grade.sh",
    }


def test_settings_in_the_guide_are_the_packages():
    """Every secret and variable that a shipped file reads is explained, by its name."""
    files = b"".join(content for name in ("github", "gitlab") for content in shipped(name).values()).decode()
    read = set(re.findall(r"(?:secrets|vars)\.([A-Z_]+)", files)) | set(
        re.findall(r"\$(GRADER_(?:PROJECT|TOKEN|TOKEN_USER))\b", files)
    )

    assert {"GRADER_SECRET", "CLASS_TOKEN", "GRADER_REPOSITORY", "GRADER_PROJECT"} <= read
    assert not [name for name in read if f"`{name}`" not in GUIDE]
