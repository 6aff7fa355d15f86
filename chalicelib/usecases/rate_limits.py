"""How much one may do in a while, and at which price: all that the national administrator may move
without a deployment (`administer.change_rate_limit`), each within bounds in which everybody can
still file and nothing is without a limit.

The numbers are ours, from no law. Who takes under one of these limits goes by what is in force:
`store.rate_counters` looks it up with the rules.
"""

from datetime import timedelta

from chalicelib.protection.price import A_NETWORK_AN_HOUR, ALL_A_MINUTE, MAX_NUMBER, Price
from chalicelib.store.rate_counters import Amount, RateLimit, in_force

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

WORK = Amount(name="work", value=MAX_NUMBER, minimum=10_000, maximum=100_000)
"""The usual proof of work before filing: the number up to which has to be tried."""

CHALLENGES = RateLimit(
    name="challenge", window=HOUR, value=A_NETWORK_AN_HOUR, minimum=5, maximum=1_000
)
"""Of a network at the usual price; each so many more double it."""

CHALLENGES_OF_ALL = RateLimit(
    name="challenges_of_all",
    window=timedelta(minutes=1),
    value=ALL_A_MINUTE,
    minimum=10,
    maximum=1_000,
)
"""Of one warm function at the usual price, whoever asks."""

SEARCHES = RateLimit(
    name="search", window=timedelta(minutes=10), value=120, minimum=20, maximum=2_000
)
"""Of a network, free: a form asks while somebody writes it, a few times; many may write behind one
gateway."""

LOST_RECEIPTS = RateLimit(name="lost_receipt", window=HOUR, value=10, minimum=3, maximum=200)
"""Asked to be replaced, by a machine client; all others pay for each with work."""

FOLLOWS = RateLimit(name="follow", window=HOUR, value=10, minimum=3, maximum=200)
"""Addresses named at public reports, by a machine client; all others pay for each with work."""

LOGINS_FROM_NETWORK = RateLimit(
    name="login_from_network", window=timedelta(minutes=15), value=100, minimum=20, maximum=2_000
)
"""Wrong tries from a network, at all accounts together."""

LOGINS_OF_ACCOUNT = RateLimit(
    name="login_of_account", window=timedelta(minutes=15), value=10, minimum=5, maximum=50
)
"""Wrong tries at an account, from the networks it signs in from and from all others apart."""

AT_THE_COUNTER = RateLimit(name="counter", window=HOUR, value=60, minimum=10, maximum=600)
"""How many complaints an officer writes down for people who came: one a minute."""

MESSAGES_AN_HOUR = RateLimit(name="messages_an_hour", window=HOUR, value=10, minimum=3, maximum=30)
MESSAGES_A_DAY = RateLimit(name="messages_a_day", window=DAY, value=30, minimum=5, maximum=100)
"""Of a reporter in a case; an answer to a question always goes through."""

CASES_OF_ADDRESS = RateLimit(name="mailbox", window=DAY, value=5, minimum=2, maximum=50)
"""About how many reports an address is written to that nobody confirmed."""

LINKS_OF_CASE = RateLimit(name="link", window=DAY, value=3, minimum=1, maximum=10)
"""To a new secret code, mailed about a report."""

CORRECTIONS = RateLimit(name="correction", window=DAY, value=5, minimum=2, maximum=20)
"""Of who reported, a report: each can name another address, which is then written to."""

LIFTINGS = RateLimit(name="lifting", window=DAY, value=5, minimum=2, maximum=20)
"""Of a restriction that is taken back, or a reopening, a report: each event goes to all who are
told of events, and who lifts it may restrict again, who reopens may withdraw again. To restrict and
to withdraw is never refused for that."""

ALL: tuple[Amount, ...] = (
    WORK,
    CHALLENGES,
    CHALLENGES_OF_ALL,
    SEARCHES,
    FOLLOWS,
    LOST_RECEIPTS,
    LOGINS_FROM_NETWORK,
    LOGINS_OF_ACCOUNT,
    AT_THE_COUNTER,
    MESSAGES_AN_HOUR,
    MESSAGES_A_DAY,
    CASES_OF_ADDRESS,
    LINKS_OF_CASE,
    CORRECTIONS,
    LIFTINGS,
)
"""In the order in which they are shown."""


def messages() -> tuple[RateLimit, ...]:
    """How many messages a reporter may write in a case, by what is in force."""
    return in_force(MESSAGES_AN_HOUR), in_force(MESSAGES_A_DAY)


def price() -> Price:
    """What a proof of work costs by what is in force."""
    return Price(
        work=in_force(WORK).value,
        a_network=in_force(CHALLENGES).value,
        all_together=in_force(CHALLENGES_OF_ALL).value,
    )
