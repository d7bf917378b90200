#!/bin/sh
# Rewrites requirements/*.txt from the *.in files: every version pinned, every file hashed. Needs uv.
set -eu
cd "$(dirname "$0")/../requirements"
for name in base embedded test dev; do
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links "$name.in" -o "$name.txt"
done
