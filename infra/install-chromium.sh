#!/bin/sh
# The browser that the page tests drive. Installed when this machine lets us, else named clearly.
set -u
for browser in chromium-headless-shell chromium chromium-browser google-chrome; do
    if command -v "$browser" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing chromium for the page tests (once; a minute or two) ..."
    log=$(mktemp)
    apt-get update -qq >"$log" 2>&1
    # The first has no windows and is quicker; not every release has it.
    for browser in chromium-headless-shell chromium; do
        if DEBIAN_FRONTEND=noninteractive timeout 900 apt-get install -y -qq \
            --no-install-recommends "$browser" fonts-dejavu-core >"$log" 2>&1; then
            rm -f "$log"
            exit 0
        fi
    done
    echo "apt-get could not install chromium: $(tail -n 1 "$log")" >&2
fi
echo "The page tests need chromium. Install it (Debian, Ubuntu: sudo apt-get install chromium) and try again." >&2
exit 1
