#!/usr/bin/env bash
# Grade everybody's repository, in a workflow of the instructor's private repository. GH_TOKEN reads the class.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${GRADER:?}" "${GH_TOKEN:?}" "${RUNNER_TEMP:?}" "${GITHUB_OUTPUT:?}"

if [ -z "${GRADER_SECRET:-}" ] && [ ! -s "$here/assignment/.grader-secret" ]; then
  echo "::error title=grader::GRADER_SECRET is not set: give this repository the secret of the assignment"
  exit 2
fi

# Who is in the class: repositories.txt beside this file, or all repositories whose name begins with the prefix.
list=$here/repositories.txt
if [ ! -f "$list" ]; then
  : "${ORGANISATION:?set the variable CLASS_ORGANISATION}" "${PREFIX:?set the variable CLASS_PREFIX, such as homework-1-}"
  list=$RUNNER_TEMP/repositories.txt
  gh repo list "$ORGANISATION" --limit 10000 --no-archived --json name,url --jq '.[] | [.name, .url] | @tsv' |
    while IFS=$'\t' read -r name url; do
      if [ "${name#"$PREFIX"}" != "$name" ]; then printf '%s %s\n' "${name#"$PREFIX"}" "$url"; fi
    done > "$list"
fi
if [ ! -s "$list" ]; then
  echo "::error title=grader::there is no repository to grade: see CLASS_ORGANISATION, CLASS_PREFIX and CLASS_TOKEN"
  exit 2
fi

# git asks this for the token, which so is on no command line and in no file.
export GIT_CONFIG_GLOBAL=$RUNNER_TEMP/gitconfig
cat > "$GIT_CONFIG_GLOBAL" << 'END'
[credential "https://github.com"]
	helper = "!f() { echo username=x-access-token; echo \"password=$GH_TOKEN\"; }; f"
END

echo "graded=$RUNNER_TEMP/graded" >> "$GITHUB_OUTPUT"
roster=()
if [ -f "$here/class.csv" ]; then roster=(--roster "$here/class.csv"); fi

token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
code=0
echo "::stop-commands::$token"
"$GRADER" batch "$list" --assignment "$here/assignment" --output "$RUNNER_TEMP/graded" "${roster[@]}" 2>&1 || code=$?
printf '\n::%s::\n' "$token"
if [ "$code" != 0 ]; then echo "::error title=grader::the class was not graded as a whole, see the log (exit code $code)"; fi
exit "$code"
