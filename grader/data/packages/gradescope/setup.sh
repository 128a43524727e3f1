#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image. What it prints is the build log.
# It ends with an error, and the build with it, where grading would not work.
set -euo pipefail
umask 022

source_folder=/autograder/source
home=/opt/nn-grader  # outside of what a submission can reach

say() { printf '== %s\n' "$*"; }

usable() {
    command -v "$1" >/dev/null &&
        "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    local name
    for name in python3.11 python3.12 python3.13 python3.14 python3; do
        if usable "$name"; then command -v "$name"; return; fi
    done
    return 1
}

install() {
    command -v apt-get >/dev/null || return 1
    if [ -z "${lists_are_new:-}" ]; then
        apt-get update -qq || return 1
        lists_are_new=yes
    fi
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

has_seccomp() { "$python" -c 'import ctypes; ctypes.CDLL("libseccomp.so.2")' 2>/dev/null; }

say "Python 3.11 or newer"
if ! python=$(find_python); then
    install python3.11 python3.11-venv || install python3 python3-venv || true
    python=$(find_python) || { say "there is no Python 3.11 or newer here: choose a newer base image"; exit 1; }
fi
"$python" --version

say "what confines submissions"
command -v bwrap >/dev/null || install bubblewrap || say "no bubblewrap here; other walls are used"
has_seccomp || install libseccomp2 || say "no libseccomp2 here"

say "the grader and what it depends on, by hash"
"$python" -m venv --clear "$home"
pip=("$home/bin/python" -m pip --quiet --disable-pip-version-check install)
tag=$("$python" -c 'import sys; print("cp%d%d" % sys.version_info[:2])')
offline=()
if compgen -G "$source_folder/wheels/numpy-*-$tag-*.whl" >/dev/null; then
    offline=(--no-index --find-links "$source_folder/wheels")
else
    say "there are no wheels for $tag in the zip: pip fetches them"
fi
"${pip[@]}" ${offline[@]+"${offline[@]}"} --require-hashes --requirement "$source_folder/requirements.lock"
"${pip[@]}" --no-index --no-deps "$source_folder"/nn_grader-*.whl
if [ -f "$source_folder/more-requirements.txt" ]; then
    say "what submissions may import besides"
    "${pip[@]}" --requirement "$source_folder/more-requirements.txt"
fi

say "for root alone: the assignment, its secret, the labels"
chmod -R go-rwx "$source_folder"
chmod -R go-rwx "$("$home/bin/python" -I -c 'import grader, pathlib; print(pathlib.Path(grader.__file__).parent)')/data"
mkdir -p -m 0700 "$home/mnist"
if grep -q '^fetch_data: true' "$source_folder/settings.yaml"; then
    say "the full MNIST data"
    GRADER_DATA="$home/mnist" "$home/bin/grader" data fetch
fi

say "what this image offers"
cd /
GRADER_DATA="$home/mnist" "$home/bin/grader" doctor --assignment "$source_folder/assignment"
say "done"
