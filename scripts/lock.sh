#!/bin/sh
# Rewrites requirements/*.txt from the *.in files: every version pinned, every file hashed. Needs uv.
set -eu
cd "$(dirname "$0")/../requirements"
lock() { # name of the result, then what goes into it
  result=$1
  shift
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links "$@" -o "$result"
}
for name in base embedded test dev; do
  lock "$name.txt" "$name.in"
done
lock oidc.txt base.in oidc.in --constraint test.txt # in the place of base.txt, where a provider signs people in
