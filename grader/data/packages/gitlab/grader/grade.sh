#!/usr/bin/env bash
# Grade one submission in a job of GitLab, whose checkout is CI_PROJECT_DIR. The only line of the log that begins
# with "points:" is ours, whatever a student prints: GitLab reads the points there.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${CI_PROJECT_DIR:?}"
grader=${GRADER:-/opt/grader-venv/bin/grader}
unset GRADER_TOKEN CI_JOB_TOKEN

if [ -z "${GRADER_SECRET:-}" ] && [ ! -s "$here/assignment/.grader-secret" ]; then
  echo "GRADER_SECRET is not set: give the group of the students' projects the secret of the assignment" >&2
  exit 2
fi

# A student may have put a link there; what is uploaded is only what is written now.
reports=$CI_PROJECT_DIR/grader-reports
rm -rf -- "$reports"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/reports"

code=0
"$grader" grade "$CI_PROJECT_DIR" --assignment "$here/assignment" --audience student \
  --output "$work/reports/report.json" --also "junit=$work/reports/junit.xml" \
  --fail-under "${FAIL_UNDER:-0}" --deadline-s "${DEADLINE_S:-900}" 2>&1 |
  sed -u 's/^points:/ points:/' || code=${PIPESTATUS[0]}
mv -- "$work/reports" "$reports"

if [ -f "$reports/report.json" ]; then
  "${PYTHON:-python3}" -I - "$reports/report.json" << 'END'
import json
import sys

report = json.load(open(sys.argv[1], encoding="utf-8"))
score, most = report["score"], report["max_score"]
if score is not None and most:
    print(f"points: {score:g} of {most:g} ({100 * score / most:.2f} %)")
END
fi
exit "$code"
