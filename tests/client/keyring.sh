#!/bin/sh
# Runs the given program inside a session bus with a real, unlocked gnome-keyring of its own; with KEYRING=locked nobody
# unlocks it, with KEYRING=absent there is none.
for needed in dbus-run-session gnome-keyring-daemon; do
    if ! command -v "$needed" >/dev/null 2>&1; then
        echo "ALL-SKIPPED: $needed is not installed (packages gnome-keyring and dbus-x11)"
        exit 0
    fi
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -m 700 "$folder/run"
unset DISPLAY WAYLAND_DISPLAY
export HOME="$folder" XDG_RUNTIME_DIR="$folder/run" XDG_DATA_HOME="$folder/data" XDG_CONFIG_HOME="$folder/config" XDG_CACHE_HOME="$folder/cache"
if [ "$KEYRING" = absent ]; then
    # A bus without service files: nothing can be started on it.
    cat > "$folder/bus.conf" <<END
<busconfig><type>session</type><listen>unix:dir=$folder/run</listen><policy context="default">
<allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>
END
    dbus-run-session --config-file="$folder/bus.conf" -- "$@"
elif [ "$KEYRING" = locked ]; then
    dbus-run-session -- "$@"
else
    dbus-run-session -- sh -c '
        echo test | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
        exec "$@"' sh "$@"
fi
