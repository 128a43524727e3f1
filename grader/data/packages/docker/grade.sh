#!/usr/bin/env bash
# Grade one submission in a container that has no network, no rights and nothing to write to but OUT and its memory.
# Usage: ./grade.sh SUBMISSION OUT [options of grader grade]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ "$#" -lt 2 ] || [ ! -e "$1" ]; then
  echo "usage: $0 SUBMISSION OUT [options of grader grade]; SUBMISSION is a folder or a file that is there" >&2
  exit 2
fi
submission=$(realpath -- "$1")
mkdir -p -- "$2"
out=$(realpath -- "$2")
shift 2

user=$(id -u):$(id -g)
if [ "$(id -u)" = 0 ]; then # the container is never root, whoever starts it
  user=10001:10001
  chown 10001:10001 -- "$out"
  if [ -f "$here/assignment/.grader-secret" ]; then chown 10001:10001 -- "$here/assignment/.grader-secret"; fi
fi

# A mount is a line of CSV: a name with a comma or a quote stays one field.
bound() { printf 'type=bind,"source=%s","target=%s"%s' "${1//\"/\"\"}" "${2//\"/\"\"}" "${3:-}"; }
inside=/submission/$(basename -- "$submission")

exec docker run --rm --network none --read-only --tmpfs /tmp:size=1g --cap-drop ALL \
  --security-opt no-new-privileges --memory 3g --pids-limit 256 --user "$user" --env GRADER_SECRET \
  --mount "$(bound "$here/assignment" /assignment ,readonly)" --mount "$(bound "$submission" "$inside" ,readonly)" \
  --mount "$(bound "$out" /out)" "${GRADER_IMAGE:-nn-grader}" \
  grade "$inside" --assignment /assignment --output /out/report.json "$@"
