"""Grade one submission for Classroom 50, from the autograder's folder in the classroom50 repository."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OPEN_SEED = "everybody can read this folder: draw what counts with a secret of your own"


def run(script: str, **more: str) -> int:
    """Run a shell script that lies beside this file; its exit code is that of the grading."""
    return subprocess.run(["bash", str(HERE / script)], env={**os.environ, **more}, check=False).returncode


def main() -> int:
    """Install the grader, unless GRADER names one, then grade the checkout, where the runner starts this."""
    grader = os.environ.get("GRADER")
    if not grader:
        grader = str(Path(os.environ["RUNNER_TEMP"], "grader-venv", "bin", "grader"))
        code = run("setup.sh", PYTHON=sys.executable)
        if code:
            return code
    secret = os.environ.get("GRADER_SECRET") or OPEN_SEED
    return run("grade.sh", GRADER=grader, GRADER_SECRET=secret, SUBMISSION=".", FOLDER="exercises")


if __name__ == "__main__":
    sys.exit(main())
