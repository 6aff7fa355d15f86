#!/bin/sh
# Prints the first Python that really runs and can make environments: 3.12 or newer, else 3.11.
# Every candidate is run, because a name on the path may be a shim for a version that is not there.
for wanted in '(3, 12) <= v < (3, 14)' '(3, 14) <= v' '(3, 11) <= v'; do
    for candidate in python3.12 python3.13 python3.14 python3 \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[1-9]*/bin/python python3.11; do
        if "$candidate" -c "import sys, venv, ensurepip; v = sys.version_info[:2]; sys.exit(not ($wanted))" \
            >/dev/null 2>&1; then
            "$candidate" -c 'import sys; print(sys.executable)'
            exit 0
        fi
    done
done
echo "LAPOR needs Python 3.11 or newer (3.12 is best) with its venv module, and none that runs was found." >&2
echo "Install one (Debian: apt-get install python3 python3-venv; or pyenv install 3.12) and try again." >&2
exit 1
