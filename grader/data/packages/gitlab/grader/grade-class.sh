#!/usr/bin/env bash
# Grade everybody's project, in a pipeline of the instructor's private project. repositories.txt lists the class.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${CI_PROJECT_DIR:?}" "${CI_SERVER_URL:?}" "${CI_JOB_TOKEN:?}"
grader=${GRADER:-/opt/grader-venv/bin/grader}

if [ -z "${GRADER_SECRET:-}" ] && [ ! -s "$here/assignment/.grader-secret" ]; then
  echo "GRADER_SECRET is not set: give this project the secret of the assignment" >&2
  exit 2
fi
if [ ! -s "$here/repositories.txt" ]; then
  echo "repositories.txt is missing: a line for each student, such as: ada $CI_SERVER_URL/course/ada.git" >&2
  exit 2
fi

# git asks this for the token, which so is on no command line and in no file.
GIT_CONFIG_GLOBAL=$(mktemp)
export GIT_CONFIG_GLOBAL
cat > "$GIT_CONFIG_GLOBAL" << END
[credential "$CI_SERVER_URL"]
	helper = "!f() { echo username=gitlab-ci-token; echo \"password=\$CI_JOB_TOKEN\"; }; f"
END

roster=()
if [ -f "$here/class.csv" ]; then roster=(--roster "$here/class.csv"); fi
exec "$grader" batch "$here/repositories.txt" --assignment "$here/assignment" \
  --output "$CI_PROJECT_DIR/graded" "${roster[@]}"
