#!/usr/bin/env bash
# Install the locked grader in a job of GitLab, away from the submission. Python looks for modules where it is
# started with -m: never in a checkout, where a student's venv.py would be run with the job's tokens.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd /
chmod -R go-rwx "$here/assignment" # a submission may run as another user

venv=${GRADER_VENV:-/opt/grader-venv}
"${PYTHON:-python}" -m venv "$venv"
pip=("$venv/bin/python" -m pip --disable-pip-version-check --quiet install)
"${pip[@]}" --require-hashes --requirement "$here/requirements.lock"
"${pip[@]}" --no-deps "$here"/nn_grader-*.whl
if [ -f "$here/more-requirements.txt" ]; then "${pip[@]}" --requirement "$here/more-requirements.txt"; fi
if grep -Eq "^[^#]*\bdataset: *[\"']?full\b" "$here/assignment/config.yaml"; then "$venv/bin/grader" data fetch; fi

"$venv/bin/grader" --assignment "$here/assignment" doctor || echo "the doctor has found something to repair, see above"
