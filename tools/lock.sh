#!/bin/sh
# Renews the lock files; names no host and no path, so that they are the same on every machine.
set -eu
cd "$(dirname "$0")/.."
COMPILE=".venv/bin/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --allow-unsafe --strip-extras --no-annotate"
$COMPILE --extra server --extra demo --all-build-deps -o requirements/demo.txt pyproject.toml "$@"
$COMPILE -o requirements/test.txt requirements/test.in "$@"
$COMPILE -o requirements/bench.txt requirements/bench.in "$@"
$COMPILE -o requirements/node.txt requirements/node.in "$@"
