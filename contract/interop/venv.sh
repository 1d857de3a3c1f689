#!/usr/bin/env bash
# venv.sh FOLDER makes an empty virtual environment. PYTHON may name the interpreter.
set -euo pipefail
python=${PYTHON:-python3}

rm -rf "$1"
# Some distributions ship Python without ensurepip; virtualenv brings its own.
"$python" -m venv "$1" 2>/dev/null || {
	rm -rf "$1"
	"$python" -m pip install --quiet --user virtualenv 2>/dev/null ||
		"$python" -m pip install --quiet --user --break-system-packages virtualenv
	"$python" -m virtualenv --quiet "$1"
}
