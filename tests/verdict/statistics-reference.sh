#!/bin/sh
# statistics-reference.sh PYTHON TOOL: compares with scipy and statsmodels, or says that they are missing.
here=$(dirname "$0")
if ! "$1" -c 'import scipy, statsmodels' 2>/dev/null; then
    echo "ALL-SKIPPED: scipy and statsmodels are missing; tools/test-packages fetches them into build/cache/statistics"
    exit 0
fi
exec "$1" "$here/statistics_reference.py" "$2"
