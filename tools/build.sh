# Sourced by the scripts beside it.

# build_preset PRESET [TARGET ...]: configures when needed and builds; prints nothing but progress on a terminal, and the
# compiler's words when something fails.
build_preset() {
    local preset=$1 log=build/$1.log status=0
    shift
    mkdir -p build
    local targets=()
    [ $# -eq 0 ] || targets=(--target "$@")
    # Reconfiguring costs seconds; the build itself notices a changed CMake file.
    if [ ! -f "build/$preset/build.ninja" ]; then
        echo "Configuring ($preset) ..."
        cmake --preset "$preset" >"$log" 2>&1 || { cat "$log" >&2; return 1; }
    fi
    if [ -n "$(ninja -C "build/$preset" -n "$@" 2>/dev/null | grep -v 'no work to do' | grep -v Entering | head -1)" ]; then
        echo "Building ($preset) ..."
    fi
    if [ -t 1 ]; then
        cmake --build "build/$preset" "${targets[@]}" || status=$?
    else
        cmake --build "build/$preset" "${targets[@]}" >"$log" 2>&1 || { status=$?; grep -E 'error|FAILED|warning' -A4 "$log" | head -60 >&2; tail -n 5 "$log" >&2; }
    fi
    return $status
}
