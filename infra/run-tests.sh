#!/bin/sh
# The quick tests on two processes, then those of the local stack and of the pages on four, since
# they wait a good part of their time: one has the deployed stack, one the pages, one what waits for
# minutes to pass, one what starts an emulator of its own (tests/conftest.py). Arguments go to
# pytest. Both parts run whatever comes of the first; 5 is pytest's word for "no test was chosen" in
# a part.
python=.venv/bin/python
$python -m pytest -n 2 --dist loadfile "$@" tests/unit tests/integration tests/training tests/infra
quick=$?
$python -m pytest -n 4 --dist loadscope "$@" tests/local tests/browser
stack=$?
[ $quick -eq 5 ] && [ $stack -eq 0 ] && exit 0
[ $quick -eq 0 ] && [ $stack -eq 5 ] && exit 0
[ $quick -eq 0 ] || exit $quick
exit $stack
