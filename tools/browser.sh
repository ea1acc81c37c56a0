#!/bin/sh
# Print the path of the system's Chromium; install it first where that is possible.
# PANA_CHROMIUM names another one.
set -eu

find_chromium() {
    for name in "${PANA_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        if [ -n "$name" ] && command -v "$name"; then
            return 0
        fi
    done
    app="/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    if [ -x "$app" ]; then
        echo "$app"
        return 0
    fi
    return 1
}

if find_chromium; then
    exit 0
fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "No Chromium found: installing it with apt-get." >&2
    export DEBIAN_FRONTEND=noninteractive
    if apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends chromium >&2 \
        && find_chromium; then
        exit 0
    fi
fi

echo "The browser tests need Chromium: install it (on Debian: apt-get install chromium), or set PANA_CHROMIUM to a browser's path." >&2
exit 1
