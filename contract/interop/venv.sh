#!/usr/bin/env bash
# venv.sh FOLDER makes an empty virtual environment. venv.sh FOLDER PINS makes one
# that has what the file pins, anew when the file has changed: a stamp in the folder
# names it. PYTHON may name the interpreter.
set -euo pipefail
python=${PYTHON:-python3}
venv=$1 pins=${2:-}

if [ -n "$pins" ]; then
	stamp=$venv/.made-from-$(cksum <"$pins" | tr -cd '0-9')
	[ ! -e "$stamp" ] || exit 0
fi
rm -rf "$venv"
# Some distributions ship Python without ensurepip; virtualenv brings its own.
"$python" -m venv "$venv" 2>/dev/null || {
	rm -rf "$venv"
	"$python" -m pip install --quiet --user virtualenv 2>/dev/null ||
		"$python" -m pip install --quiet --user --break-system-packages virtualenv
	"$python" -m virtualenv --quiet "$venv"
}
[ -n "$pins" ] || exit 0
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$pins"
touch "$stamp"
