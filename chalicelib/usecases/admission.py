"""Who is let in to file, to support, to have mails sent, and to search much: a known machine
client, or whoever solved a challenge. What a challenge costs is decided when it is asked for."""

from datetime import datetime, timedelta

from msgspec import Struct

from chalicelib.errors import Conflict, Expired, NotAllowed, TooMany
from chalicelib.protection import challenge
from chalicelib.protection.price import max_number
from chalicelib.store import api_keys, rate_counters
from chalicelib.store.api_keys import Scope
from chalicelib.store.claims import Claim, claimed, use_up
from chalicelib.store.rate_counters import Allowance, Ceiling, RateLimit
from chalicelib.usecases import rate_limits
from chalicelib.warm import RecentNames, WindowCounter

CHALLENGE_FOR = timedelta(hours=1)
_of_network = Ceiling(rate_limits.CHALLENGES.name, rate_limits.CHALLENGES.window)
_given = WindowCounter(rate_limits.CHALLENGES_OF_ALL.window)
_brought = RecentNames(challenge.VALID_FOR, most=10_000)


def new_challenge(network: str, now: datetime) -> challenge.Challenge:
    """A challenge for a network (`protection.network`) at `now` (UTC), at the price of now. One
    call to the database, the only one that limits cost who files; none for a network that this
    function knows to pay the most.

    Asking is what counts and not filing, so nobody has many on hand from before the price rose. Who
    pays the most makes it dearer for nobody else: a flood from one network is its own affair.
    """
    price = rate_limits.price()
    of_network = _of_network.count(network, now, price.dearest_from)
    of_all = _given.add(now) if of_network < price.dearest_from else 0
    return challenge.new_challenge(now, max_number(of_network, of_all, price))


_requests = Allowance(share=20)
"""Of machine clients: a twentieth of a minute's requests at once."""


class Credentials(Struct, frozen=True, kw_only=True):
    """What came with a request: the key of a machine client, or the answer to a challenge; or the
    officer, known by their token, who files for somebody at the counter."""

    api_key: str | None = None
    challenge: str | None = None
    officer_id: str | None = None

    def admit(self, scope: Scope, now: datetime) -> "Admission":
        """Let a request in at `now` (UTC), and count it where it comes with a key.

        Raises `NotAllowed`: `unknown_api_key` for a key that nobody was given, that ended or was
        taken back, `out_of_scope` for one that does not open this, and what is wrong with a
        challenge without a key; `TooMany` when the client has sent its requests of this minute, or
        the officer theirs of this hour.
        """
        if self.officer_id is not None:
            rate_counters.take(rate_limits.AT_THE_COUNTER, self.officer_id, now)
            return Admission(client=f"officer {self.officer_id}")
        if not self.api_key:
            return Admission(challenge=challenge.solved(self.challenge))
        key = api_keys.find(self.api_key)
        if key is None or not key.counts(now):
            raise NotAllowed("unknown_api_key")
        if scope not in key.grant.scopes:
            raise NotAllowed("out_of_scope")
        rate = RateLimit(name="client", window=timedelta(minutes=1), value=key.grant.per_minute)
        _requests.take(rate, key.grant.client, now)
        return Admission(client=key.grant.client)


class Admission(Struct, frozen=True, kw_only=True):
    """What lets a request in: a machine client by name, which `officer <id>` at the counter stands
    for too, or a solved challenge."""

    client: str | None = None
    challenge: str | None = None

    @property
    def caller(self) -> str:
        """Whose keys for retries these are: a machine client's, or everybody else's."""
        return "web" if self.client is None else f"client {self.client}"

    def claims(self, now: datetime) -> tuple[Claim, ...]:
        """What uses up the challenge, at `now` (UTC); nothing for a machine client."""
        if self.challenge is None:
            return ()
        name = f"CHALLENGE#{self.challenge}"
        return (Claim(name=name, made_at=now, expires_at=now + CHALLENGE_FOR),)


def was_used(admission: Admission, now: datetime) -> bool:
    """Whether the challenge that lets a request in was used before, as far as this function knows:
    it looks only where the challenge was brought to it before, so that a first filing costs no call
    more. What it does not know the transaction does; it is asked before a text is read, which costs
    more than all the rest."""
    if admission.challenge is None or not _brought.meet(admission.challenge, now):
        return False
    return any(claimed(claim.name, now) for claim in admission.claims(now))


def admit_search(credentials: Credentials, network: str, now: datetime) -> None:
    """Let somebody search for similar complaints: free for so many of a network in ten minutes,
    then for a solved challenge each, and for who brings credentials anyway.

    Raises `NotAllowed` as `Credentials.admit` does, and `Expired("challenge_used")`.
    """
    if credentials == Credentials():
        try:
            rate_counters.take(rate_limits.SEARCHES, network, now)
        except TooMany:
            raise NotAllowed("challenge_required") from None
        return
    _use_up(credentials.admit(Scope.SEARCH, now), now)


def admit_asking(credentials: Credentials, scope: Scope, limit: RateLimit, now: datetime) -> None:
    """Let somebody have a mail sent: for a solved challenge each, whose price rises with what their
    network asked for. So nobody waits for the others of a network, such as the subscribers of a
    mobile operator. A machine client works for none, and may ask as often as the `limit` says.

    Raises `NotAllowed` as `Credentials.admit` does, `Expired("challenge_used")`, and `TooMany`.
    """
    admission = credentials.admit(scope, now)
    _use_up(admission, now)
    if admission.client is not None:
        rate_counters.take(limit, admission.client, now)


def _use_up(admission: Admission, now: datetime) -> None:
    """Raises `Expired("challenge_used")` when what lets a request in was used before."""
    try:
        for claim in admission.claims(now):
            use_up(claim)
    except Conflict:
        raise Expired("challenge_used") from None
