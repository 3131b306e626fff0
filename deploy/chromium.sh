#!/usr/bin/env bash
# Print the path of a Chromium for the browser tests; install Debian's where there is none and root asks.
set -uo pipefail

find_chromium() {
    local name
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable chrome \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        [ -n "$name" ] && command -v "$name" && return
    done
    return 1
}

find_chromium && exit
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "holdspace: installing Chromium for the browser tests." >&2
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1
    find_chromium && exit
fi
cat >&2 <<'END'
************************************************************************
  No Chromium was found and none could be installed: the browser tests
  CANNOT RUN. Install chromium or Google Chrome, or name it in CHROMIUM.
************************************************************************
END
exit 1
