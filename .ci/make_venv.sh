#!/bin/sh
# Make or renew a virtual environment from a lock file:  make_venv.sh FOLDER LOCK MARK [PYTHON] [EXACT_VERSION]
# FOLDER/MARK is written last: `complete` with all of a lock file, `demo` with what the demo needs, which is less.
# A folder with neither is taken for half-made and built from nothing.
set -eu
folder=$1 lock=$2 mark=$3 wanted=${4:-} exact=${5:-}

fits() {  # a Python that starts, is new enough and can make environments
    command -v "$1" >/dev/null 2>&1 && "$1" - "$exact" 2>/dev/null <<'PY'
import sys, venv, ensurepip
exact = sys.argv[1]
have = sys.version_info[:2]
sys.exit(not (have == tuple(map(int, exact.split("."))) if exact else have >= (3, 11)))
PY
}

python=
for candidate in ${wanted:-python3.11 python3.12 python3.13 python3.14 python3 python}; do
    if fits "$candidate"; then python=$candidate; break; fi
done
if [ -z "$python" ]; then
    echo "retrogait needs Python ${exact:-3.11 or newer} with venv; tried: ${wanted:-python3.11 python3.12 python3.13 python3.14 python3 python}." >&2
    echo "Install one (Debian, Ubuntu: apt install python3 python3-venv) or name it: make test PYTHON=/path/to/python3" >&2
    exit 1
fi

if [ -e "$folder/complete" ] || [ -e "$folder/demo" ] && "$folder/bin/python" -c "" 2>/dev/null; then
    if [ "$mark" = demo ] && [ -e "$folder/complete" ]; then
        touch "$folder/demo"
        exit 0
    fi
    rm -f "$folder/complete" "$folder/demo"
else
    echo "Making $folder with $("$python" --version)"
    rm -rf "$folder"
    "$python" -m venv "$folder"
fi
echo "Installing what $lock lists ($(grep -c '^[a-z].*==' "$lock") lines)"
pip="$folder/bin/python -m pip --disable-pip-version-check --quiet"
# a demo imports a tenth of the files: Python compiles those as it reaches them, which saves half a minute
$pip install $([ "$mark" = demo ] && echo --no-compile) --require-hashes -r "$lock"
$pip install --no-deps --no-build-isolation --editable .
touch "$folder/$mark"
