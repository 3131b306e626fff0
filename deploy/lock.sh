#!/usr/bin/env bash
# Pin every requirement, with hashes, for all supported Pythons at once. Arguments go to uv: --upgrade,
# --upgrade-package NAME. The files name no index and no folder, so that any mirror can serve them.
set -euo pipefail
cd "$(dirname "$0")/.."
deploy/setup.sh dev
unset PIP_FIND_LINKS UV_FIND_LINKS
export UV_PYTHON_DOWNLOADS=never

compile() {
    "${VENV:-.venv}/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" "$@"
}
compile "$@" -o requirements.txt requirements.in
compile "$@" -c requirements.txt -o requirements-dev.txt requirements-dev.in
