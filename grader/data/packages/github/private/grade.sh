#!/usr/bin/env bash
# Grade one submission in a step of GitHub Actions. Everything comes in variables; the log obeys nothing that a
# student wrote: whatever the grading prints stands between stop-commands and a token that nobody can guess.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${GRADER:?}" "${SUBMISSION:?}" "${RUNNER_TEMP:?}" "${GITHUB_OUTPUT:?}" "${GITHUB_STEP_SUMMARY:?}"

if [ -z "${GRADER_SECRET:-}" ] && [ ! -s "$here/assignment/.grader-secret" ]; then
  echo "::error title=grader::GRADER_SECRET is not set: give this repository the secret of the assignment"
  exit 2
fi

work=$(mktemp -d "$RUNNER_TEMP/grader-XXXXXXXX")
mkdir "$work/reports"
echo "reports=$work/reports" >> "$GITHUB_OUTPUT"

arguments=(
  grade "$SUBMISSION" --assignment "$here/assignment" --audience student
  --output "$work/reports/report.json" --fail-under "${FAIL_UNDER:-0}" --deadline-s "${DEADLINE_S:-900}"
  --also "junit=$work/reports/junit.xml" --also "annotations=$work/annotations.txt" --folder "${FOLDER:-.}"
  --also "github-output=$GITHUB_OUTPUT" --also "summary=$GITHUB_STEP_SUMMARY"
)
if [ -n "${CLASSROOM:-}" ]; then # Classroom 50 looks for this file in the checkout
  rm -rf -- result.json
  arguments+=(--also classroom50=result.json)
fi

token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
code=0
echo "::stop-commands::$token"
"$GRADER" "${arguments[@]}" 2>&1 || code=$?
printf '\n::%s::\n' "$token"

if [ -f "$work/annotations.txt" ]; then cat "$work/annotations.txt"; fi
case $code in
  0) ;;
  1) echo "::error title=grader::the score is below the part of the points that this step demands" ;;
  3) echo "::error title=grader::the grader itself failed: no score, and no points lost. Tell your instructor" ;;
  *) echo "::error title=grader::nothing was graded, see the log (exit code $code)" ;;
esac
exit "$code"
