#!/usr/bin/env bash
# Find a Chromium for the browser tests; install Debian's where there is none and root asks. Beside it comes its
# headless shell, with which all but the web push opens in two thirds of the time; without it they take longer.
set -uo pipefail

is_there() {
    local name
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable chrome \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        [ -n "$name" ] && command -v "$name" >/dev/null && return
    done
    return 1
}
install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return
    echo "holdspace: installing $* for the browser tests." >&2
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; } >/dev/null 2>&1
}

shell=chromium-headless-shell
if is_there; then
    [ -n "${CHROMIUM:-}" ] || command -v "$shell" >/dev/null || install "$shell" ||
        echo "holdspace: $shell is not to be had; the whole browser serves." >&2
    exit 0
fi
install chromium "$shell" || install chromium
is_there && exit
cat >&2 <<'END'
************************************************************************
  No Chromium was found and none could be installed: the browser tests
  CANNOT RUN. Install chromium or Google Chrome, or name it in CHROMIUM.
************************************************************************
END
exit 1
