#!/usr/bin/env bash
# Install the locked grader in a job of GitLab, away from the submission.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

venv=${GRADER_VENV:-/opt/grader-venv}
"${PYTHON:-python}" -m venv "$venv"
pip=("$venv/bin/python" -m pip --disable-pip-version-check --quiet install)
"${pip[@]}" --require-hashes --requirement "$here/requirements.lock"
"${pip[@]}" --no-deps "$here"/nn_grader-*.whl

"$venv/bin/grader" --assignment "$here/assignment" doctor || echo "the doctor has found something to repair, see above"
