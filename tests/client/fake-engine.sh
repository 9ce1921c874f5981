#!/bin/sh
# Stands in for `assayctl serve --workspace DIR`: publishes the address in $ASSAY_TEST_URL as its own.
# $ASSAY_TEST_ENGINE: ready | dies | vanishes | silent
workspace=$3
echo "starts with $*, environment: $(env | cut -d= -f1 | sort | tr '\n' ' ')"
echo start >> "$workspace/starts"
case "$ASSAY_TEST_ENGINE" in
dies) echo "error: the database is damaged"; exit 3 ;;
vanishes) exit 9 ;;
silent) echo "still thinking"; exec sleep 20 ;;
esac
start=$(sed 's/.*) //' /proc/$$/stat | cut -d' ' -f20)
boot=$(cat /proc/sys/kernel/random/boot_id)
(umask 077; cat > "$workspace/engine.json.new" <<END
{"url": "$ASSAY_TEST_URL", "token": "tok-fake-1", "pid": $$, "start_time": $start, "boot_id": "$boot",
 "machine_id": "", "build": "0.1", "api_version": "1"}
END
)
mv "$workspace/engine.json.new" "$workspace/engine.json"
exec sleep 60
