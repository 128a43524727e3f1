#!/usr/bin/env bash
# Install bubblewrap and the locked grader on a runner of GitHub Actions; `grader` becomes an output of the step.
# Python looks for modules where it is started with -m: never in a checkout, where a student's venv.py would be run.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd /

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

if ! command -v bwrap > /dev/null; then
  if ! { as_root apt-get update -qq && as_root apt-get install -y -qq --no-install-recommends bubblewrap libseccomp2; }; then
    echo "bubblewrap could not be installed: a weaker level of isolation will do, if config.yaml allows it"
  fi
fi

# Ubuntu 24.04 lets nobody but root make namespaces, without which there is no bubblewrap.
switch=/proc/sys/kernel/apparmor_restrict_unprivileged_userns
if [ "$(cat "$switch" 2> /dev/null || echo 0)" = 1 ]; then
  as_root sysctl -q -w kernel.apparmor_restrict_unprivileged_userns=0 ||
    echo "namespaces stay closed: a weaker level of isolation will do, if config.yaml allows it"
fi

venv=$RUNNER_TEMP/grader-venv
"${PYTHON:-python}" -m venv "$venv"
pip=("$venv/bin/python" -m pip --disable-pip-version-check --quiet install)
"${pip[@]}" --require-hashes --requirement "$here/requirements.lock"
"${pip[@]}" --no-deps "$here"/nn_grader-*.whl
if [ -f "$here/more-requirements.txt" ]; then "${pip[@]}" --requirement "$here/more-requirements.txt"; fi
if grep -Eq "^[^#]*\bdataset: *[\"']?full\b" "$here/assignment/config.yaml"; then "$venv/bin/grader" data fetch; fi

"$venv/bin/grader" --assignment "$here/assignment" doctor || echo "the doctor has found something to repair, see above"
echo "grader=$venv/bin/grader" >> "$GITHUB_OUTPUT"
