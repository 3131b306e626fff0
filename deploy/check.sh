#!/usr/bin/env bash
# Run every check, the later ones also after a failure, and sum up. Names as arguments choose: check.sh types walls
set -uo pipefail
cd "$(dirname "$0")/.."
deploy/setup.sh dev || exit
bin=$PWD/${VENV:-.venv}/bin
[ -d "$bin" ] || bin=$VENV/bin
export PATH="$bin:$PATH"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export HOLDSPACE_DATA=$scratch/data DJANGO_SETTINGS_MODULE=config.settings
unset DATABASE_URL REDIS_URL EMAIL_URL HOLDSPACE_TEST HOLDSPACE_CLOCK HOLDSPACE_FAULT

chosen=" $* "
summary=()
failed=0

step() {
    local name=$1 started=$SECONDS answer word
    shift
    [ "$chosen" = "  " ] || [[ $chosen == *" $name "* ]] || return 0
    echo "== $name"
    "$@"
    answer=$?
    case $answer in
    0) word="passed" ;;
    75) word="NOT RUN" ;; # what audit answers when it could not ask
    *) word="FAILED" failed=1 ;;
    esac
    summary+=("$(printf '%-11s %-8s %4d s' "$name" "$word" $((SECONDS - started)))")
}

production() {
    HOLDSPACE_ENV=production \
        SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(64))') \
        HOLDSPACE_KEYS=$(python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())') \
        HOLDSPACE_BASE_URL=https://holdspace.example ALLOWED_HOSTS=holdspace.example \
        DATABASE_URL=postgres://holdspace:secret@127.0.0.1/holdspace REDIS_URL=redis://127.0.0.1/0 \
        EMAIL_URL=smtp+tls://holdspace:secret@mail.example:587 TRUSTED_PROXIES=127.0.0.1 \
        python manage.py "$@"
}

audit() {
    local report=$scratch/audit
    if pip-audit --strict --disable-pip --require-hashes --progress-spinner off --timeout 15 \
        -r requirements.txt >"$report" 2>&1; then
        cat "$report"
    elif grep -qE 'Found [0-9]+ known vulnerabilit' "$report"; then
        cat "$report"
        return 1
    else
        tail -n 1 "$report"
        echo "The requirements COULD NOT BE AUDITED: the list of known weaknesses was out of reach."
        return 75
    fi
}

templates() {
    # djlint fails when it finds no file at all.
    [ -z "$(find templates -name '*.html' -print -quit)" ] || djlint --lint --quiet templates
}

step format ruff format --check --output-format concise .
step lint ruff check --output-format concise .
step types mypy
step walls lint-imports --no-logo --cache-dir "$scratch/imports"
step migrations python manage.py makemigrations --check --dry-run
step templates templates
step messages python deploy/messages.py --check
# ruff asks bandit's questions line by line; bandit is the second opinion on the grave ones.
step security bandit --quiet --recursive --severity-level high --configfile pyproject.toml config supervision peers deploy
step deploy production check --deploy --fail-level WARNING
step schema python manage.py spectacular --validate --fail-on-warn --file "$scratch/schema.yaml"
step audit audit

echo
printf '%s\n' "${summary[@]}"
exit $failed
