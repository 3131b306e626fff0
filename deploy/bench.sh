#!/usr/bin/env bash
# Measure on a database that is made for it and goes with it: bench.sh NAME [sqlite|postgres] [SIZE].
# Results are JSON objects, one a line, on standard output; all else goes to standard error.
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:-} db=${2:-sqlite} size=${3:-}
if [ -z "$name" ]; then
    echo "Which one? make bench BENCH=name [DB=sqlite|postgres] [SIZE=n]. There are:" >&2
    find benchmarks -name '[a-z]*.py' -exec basename {} .py \; 2>/dev/null | sort | sed 's/^/  /' >&2 || true
    exit 2
fi
deploy/setup.sh dev
python=${VENV:-.venv}/bin/python

# Everything of the run is in here, and nothing of the developer's own data is near it.
HOLDSPACE_DATA=$(mktemp -d "${TMPDIR:-/tmp}/hs-bench-XXXXXX")
trap 'rm -rf "$HOLDSPACE_DATA"' EXIT
export HOLDSPACE_DATA DJANGO_SETTINGS_MODULE=config.settings HOLDSPACE_LOG=WARNING
unset REDIS_URL EMAIL_URL
run=("$python" -m benchmarks "$name" --db "$db")
[ -n "$size" ] && run+=(--size "$size")

case $db in
sqlite) DATABASE_URL="sqlite:///$HOLDSPACE_DATA/bench.sqlite3" "${run[@]}" ;;
postgres)
    "$python" deploy/with_postgres.py -c synchronous_commit=off -c shared_buffers=512MB -c max_wal_size=4GB -- "${run[@]}"
    ;;
*) echo "DB is sqlite or postgres, not '$db'." >&2 && exit 2 ;;
esac
