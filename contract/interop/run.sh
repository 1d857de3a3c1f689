#!/usr/bin/env bash
# Real clients against the real binary: makes the virtual environments, builds the
# server, runs every script. Needs Go and Python 3.10 or later, nothing else.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# environment FOLDER PINS makes a virtual environment, anew when its pins have
# changed: the stamp names them.
environment() {
	local venv=$1 pins=$2 stamp
	stamp=$venv/.made-from-$(cksum <"$pins" | tr -cd '0-9')
	[ ! -e "$stamp" ] || return 0
	"$here/venv.sh" "$venv"
	"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$pins"
	touch "$stamp"
}
# The second is for the releases of clients that cannot live beside the first's.
environment "$top/.venv" "$here/requirements.txt"
environment "$top/.venv/older" "$here/requirements-older.txt"

binary=$top/bin/mockserver
(cd "$top" && CGO_ENABLED=0 go build -trimpath -o "$binary" ./cmd/mockserver)
exec "$top/.venv/bin/python" "$here/drive.py" "$binary" "$top/.venv/older/bin/python"
