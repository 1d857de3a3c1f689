#!/usr/bin/env bash
# Real clients against the real binary: makes the virtual environments, builds the
# server, runs every script. Needs Go and Python 3.10 or later, nothing else.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# The second is for the releases of clients that cannot live beside the first's.
"$here/venv.sh" "$top/.venv" "$here/requirements.txt"
"$here/venv.sh" "$top/.venv/older" "$here/requirements-older.txt"

binary=$top/bin/mockserver
(cd "$top" && CGO_ENABLED=0 go build -trimpath -o "$binary" ./cmd/mockserver)
exec "$top/.venv/bin/python" "$here/drive.py" "$binary" "$top/.venv/older/bin/python"
