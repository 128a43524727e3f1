#!/usr/bin/env bash
# The entrypoint on PrairieLearn: lies in the question's tests/, beside assignment/.
set -euo pipefail
grade=${GRADE:-/grade}
chmod -R go-rwx "$grade/tests" # the submission runs as another user
mkdir -p "$grade/results"
exec grader grade "$grade/student" --assignment "$grade/tests/assignment" --audience student \
  --output /tmp/report.json --also "prairielearn=$grade/results/results.json" --deadline-s 540
