#!/usr/bin/env bash
# Run the suite on SQLite, then what rests on a database on PostgreSQL. Arguments go to both runs of pytest.
# The last line is pytest's own closing line, of the run that failed if one did.
set -uo pipefail
cd "$(dirname "$0")/.."
deploy/setup.sh dev || exit

deploy/chromium.sh || [ "${CI:-}" != true ] || exit 1
python=${VENV:-.venv}/bin/python
logs=.cache/tests
mkdir -p "$logs"
unset DATABASE_URL PYTHONDONTWRITEBYTECODE # the many processes of the tests start sooner with bytecode

pytest=("$python" -m pytest -n "${WORKERS:-2}" --dist worksteal)
[ -t 1 ] && pytest+=(--color=yes)

# pytest answers 5 when nothing was selected: with arguments, a run of nothing is no failure.
judge() { if [ "$1" = 5 ] && [ "$2" -gt 0 ]; then echo 0; else echo "$1"; fi; }

echo "== SQLite: everything"
"${pytest[@]}" "$@" 2>&1 | tee "$logs/sqlite.log"
sqlite=$(judge "${PIPESTATUS[0]}" $#)

echo "== PostgreSQL: all that rests on a database"
"$python" deploy/with_postgres.py -- "${pytest[@]}" -m "database and not journey and not words" "$@" 2>&1 | tee "$logs/postgres.log"
postgres=$(judge "${PIPESTATUS[0]}" $#)

closing_line() { tail -n 1 "$logs/$1.log"; }
echo
if [ "$sqlite" != 0 ] || [ "$postgres" = 0 ]; then shown=sqlite other=postgres; else shown=postgres other=sqlite; fi
printf '%s: %s\n%s:\n' "$other" "$(closing_line $other)" "$shown"
closing_line $shown | tee "$logs/closing-line"
exit $((sqlite ? sqlite : postgres))
