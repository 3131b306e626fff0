#!/usr/bin/env bash
# Make the virtual environment and install the pinned requirements: `setup.sh run` or `setup.sh dev`.
# A stamp in it records what was installed, so that a second call takes no time.
set -euo pipefail
cd "$(dirname "$0")/.."

wanted=${1:-run}
VENV=${VENV:-.venv}
export UV_PYTHON_DOWNLOADS=never PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf 'holdspace: %s\n' "$*" >&2; }

# A Python that is new enough and complete, the best known first. Some systems ship it without ensurepip.
find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
        if "$candidate" -c "import sys, ssl, sqlite3, venv${1-, ensurepip}; sys.exit(sys.version_info < (3, 11))" \
            >/dev/null 2>&1; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

make_venv() {
    local python
    if ! python=$(find_python); then
        if ! python=$(find_python ''); then
            say "Python 3.11 or newer is needed, with ssl and sqlite3. Found: $(python3 --version 2>&1 || echo none)."
            say "Install it, or name one: PYTHON=/path/to/python3.12 make run"
            exit 1
        fi
        say "$python has no ensurepip: installing python3-venv."
        if ! { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq &&
            apt-get install -y -qq --no-install-recommends python3-venv >/dev/null; }; then
            say "That needs an administrator. On Debian and Ubuntu: apt install python3-venv"
            exit 1
        fi
    fi
    say "making $VENV with $("$python" --version)."
    "$python" -m venv --clear "$VENV"
}

# The lines of the lock that pin uv, so that even the installer is checked against its hash.
lock_of_uv() { awk '/^uv==/ { on = 1 } on { print } on && !/\\$/ { exit }' requirements-dev.txt; }

install() {
    local lock=$1 uv=$VENV/bin/uv pin
    pin=$(mktemp)
    lock_of_uv >"$pin"
    if ! [ -x "$uv" ]; then
        "$VENV/bin/python" -m pip install --quiet --no-deps --require-hashes -r "$pin" >/dev/null 2>&1 || true
    fi
    rm -f "$pin"
    if [ -x "$uv" ]; then
        # A home folder that cannot be written to has no place for a cache.
        [ -w "${HOME:-/nonexistent}" ] || export UV_NO_CACHE=1
        "$uv" pip install --quiet --compile-bytecode --python "$VENV/bin/python" --require-hashes -r "$lock" && return
        say "uv could not install; trying pip."
    fi
    "$VENV/bin/python" -m pip install --quiet --require-hashes -r "$lock"
}

stamp() { printf '%s %s\n' "$("$VENV/bin/python" --version)" "$(cksum <"$1")"; }
is_installed() { [ "$(cat "$VENV/.installed-$1" 2>/dev/null)" = "$(stamp "$2" 2>/dev/null)" ]; }

# The development lock holds all that running needs, at the same versions.
is_installed dev requirements-dev.txt && exit
if [ "$wanted" = run ]; then
    lock=requirements.txt
    is_installed run $lock && exit
else
    lock=requirements-dev.txt
fi

"$VENV/bin/python" -c '' 2>/dev/null || make_venv
say "installing $lock (the first time takes a minute or two)."
install "$lock" || { say "the requirements could not be installed."; exit 1; }
stamp "$lock" >"$VENV/.installed-$wanted"
