"""What a grading ran on: versions, BLAS, platform. Pure facts, told in the report and by `grader doctor`."""

from __future__ import annotations

import platform

import numpy as np

import grader


def environment(isolation: str) -> dict[str, str]:
    """Return the report's block `environment`, where *isolation* is what confined the submission."""
    return {
        "grader": grader.__version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": blas(),
        "platform": platform.platform(),
        "isolation": isolation,
    }


def blas() -> str:
    """Return name and version of the library behind NumPy's matrix products."""
    config: dict[str, dict[str, dict[str, str]]] = np.show_config(mode="dicts")  # type: ignore[assignment]
    library = config["Build Dependencies"]["blas"]
    return f"{library.get('name', 'unknown')} {library.get('version', '')}".rstrip()
