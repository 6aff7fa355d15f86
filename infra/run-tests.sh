#!/bin/sh
# The tests of the local stack and of the pages on four processes, since they wait a good part of
# their time: one has the deployed stack, one the pages, one what waits for minutes to pass, one what
# starts an emulator of its own (tests/conftest.py). Beside them, on two that step back, the quick
# tests, whose words come when they are over. Arguments go to pytest. Both parts run whatever comes
# of the other; 5 is pytest's word for "no test was chosen" in a part.
python=.venv/bin/python
words=$(mktemp)
nice -n 10 $python -m pytest -n 2 --dist loadfile "$@" \
    tests/unit tests/integration tests/training tests/infra >"$words" 2>&1 &
beside=$!
trap 'kill $beside 2>/dev/null; wait $beside; cat "$words"; rm -f "$words"; exit 130' INT TERM
$python -m pytest -n 4 --dist loadscope "$@" tests/local tests/browser
stack=$?
wait $beside
quick=$?
trap - INT TERM
cat "$words"
rm -f "$words"
[ $quick -eq 5 ] && [ $stack -eq 0 ] && exit 0
[ $quick -eq 0 ] && [ $stack -eq 5 ] && exit 0
[ $quick -eq 0 ] || exit $quick
exit $stack
