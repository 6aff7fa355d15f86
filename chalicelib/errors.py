"""What the domain can refuse. No HTTP in here: the one table to status codes is in
`http.error_response`."""

from collections.abc import Mapping, Sequence

from msgspec import Struct


class Problem(Struct, frozen=True, kw_only=True):
    """One thing wrong with one field of what was sent: `field` is a dotted path, `code` a short
    stable name such as `too_short`, `params` what its message needs."""

    field: str
    code: str
    params: Mapping[str, str | int] = {}


class SafeToLogError(Exception):
    """A failure of ours that says counts, ids and codes only, so that a log may have all of it."""


class PartialFailure(SafeToLogError):
    """Some cases of a run failed; all others are done. What failed is found again by the next."""


class DomainError(Exception):
    """Base of the refusals. `code` is stable and machine-readable; `params` feed the message."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class NotFound(DomainError):
    """No such thing, or nothing the caller may know about: the two answer alike."""


class NotAllowed(DomainError):
    """The caller is known and this is not theirs to do."""


class Conflict(DomainError):
    """The state of the case does not allow it (now), or somebody was faster."""


class Expired(Conflict):
    """It was possible once: the time for it is over, or it was used up."""


class TooMany(DomainError):
    """More than one caller may have of it for now. `params["retry_after"]` are seconds to wait."""


class Unavailable(DomainError):
    """Something we depend on does not answer: try again later."""


class Invalid(DomainError):
    """What was sent is not usable; every problem is named at once."""

    def __init__(self, problems: Sequence[Problem], code: str = "invalid") -> None:
        super().__init__(code)
        self.problems = tuple(problems)
