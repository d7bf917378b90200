#!/bin/sh
# Every check of `make check`, all of them even when one fails; each says nothing when it is content.
set -u
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
DATA_DIR=$(mktemp -d)
export PATH DATA_DIR
trap 'rm -rf "$DATA_DIR"' EXIT
status=0

try() {
  name=$1
  shift
  if said=$("$@" 2>&1); then
    echo "ok      $name"
  else
    echo "FAILED  $name"
    echo "$said"
    status=1
  fi
}

try "ruff (rules)" ruff check --quiet .
try "ruff (format)" ruff format --quiet --check .
try "mypy (types)" mypy assessment indicators reviews
try "import-linter (rooms)" lint-imports --no-cache
try "djlint (templates)" djlint --quiet --lint templates
try "migrations" python manage.py makemigrations --check --dry-run
try "system check" python manage.py check --fail-level WARNING
try "translations" python scripts/messages.py check
try "compose file" check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
exit $status
