#!/usr/bin/env bash
# Real clients against the real binary: makes the virtual environment, builds the
# server, runs every script. Needs Go and Python 3.10 or later, nothing else.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
venv=$top/.venv
python=${PYTHON:-python3}

# The stamp names the pins that the environment was made from.
stamp=$venv/.made-from-$(cksum <"$here/requirements.txt" | tr -cd '0-9')
if [ ! -e "$stamp" ]; then
	rm -rf "$venv"
	# Some distributions ship Python without ensurepip; virtualenv brings its own.
	"$python" -m venv "$venv" 2>/dev/null || {
		rm -rf "$venv"
		"$python" -m pip install --quiet --user virtualenv 2>/dev/null ||
			"$python" -m pip install --quiet --user --break-system-packages virtualenv
		"$python" -m virtualenv --quiet "$venv"
	}
	"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
	touch "$stamp"
fi

binary=$top/bin/mockserver
(cd "$top" && CGO_ENABLED=0 go build -trimpath -o "$binary" ./cmd/mockserver)
exec "$venv/bin/python" "$here/drive.py" "$binary"
