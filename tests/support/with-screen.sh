#!/usr/bin/env bash
# Runs a command on a virtual screen with a window manager, so that clicks and focus are real.
#
#   with-screen.sh WxH COMMAND [ARG ...]        exit code: the command's; 77 when a tool is missing
set -uo pipefail
size=$1
shift
for tool in Xvfb openbox; do command -v $tool >/dev/null || { echo "ALL-SKIPPED: $tool is missing"; exit 77; }; done
work=$(mktemp -d)
Xvfb -displayfd 3 -screen 0 "${size}x24" -nolisten tcp 3>"$work/display" >"$work/log" 2>&1 &
server=$!
wm=
trap 'kill $wm $server 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
for _ in $(seq 1 200); do [ -s "$work/display" ] && break; kill -0 $server 2>/dev/null || { cat "$work/log" >&2; exit 1; }; sleep 0.05; done
DISPLAY=:$(cat "$work/display")
export DISPLAY
openbox >/dev/null 2>&1 &
wm=$!
QT_QPA_PLATFORM=xcb "$@"
