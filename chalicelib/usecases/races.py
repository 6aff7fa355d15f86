"""Deciding again when somebody else saved first."""

from chalicelib.errors import Conflict

TRIES = 6


class StaleRetries:
    """Lets the loop around it read and decide again when somebody else saved first:

        retries = StaleRetries()
        while True:
            change = act(cases.get(case_id), ...)
            with retries:
                cases.save(change)
                return change

    Takes a `Conflict("stale")` of its block for the next round; the last of `TRIES` in a row is
    raised, as is everything else.
    """

    def __init__(self) -> None:
        self._lost = 0

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        is_stale = isinstance(error, Conflict) and error.code == "stale"
        self._lost = self._lost + 1 if is_stale else 0
        return is_stale and self._lost < TRIES
