#!/bin/sh
# Fetch the front-end files of others into static/vendor with the npm client, and rebuild static/icons.svg.
# Only needed to change a version or an icon; nothing else in the project needs Node.
set -eu
cd "$(dirname "$0")/.."
TABLER=1.6.1
ICONS=3.51.0
ECHARTS=6.1.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for package in "@tabler/core@$TABLER" "@tabler/icons@$ICONS" "echarts@$ECHARTS"; do
  name=${package%@*}
  mkdir -p "$work/$name"
  archive=$(cd "$work" && npm pack --silent "$package")
  tar xzf "$work/$archive" -C "$work/$name" --strip-components=1
done
python="${PYTHON:-.venv/bin/python}"
exec "$python" scripts/vendor.py "$work"
