"""What a proof of work costs before a complaint is filed: a price and no door.

It rises with what a network asked for lately and with the load of all, and ends where a cheap phone
still files: 25,000 SHA-256 on average at the least, half a second there, and 800,000 at the most,
16 seconds (docs/performance.md).
"""

from msgspec import Struct

MAX_NUMBER = 50_000
MOST_DOUBLINGS = 5
MOST_DOUBLINGS_BY_LOAD = 2  # who floods nothing pays no more than four times as much
A_NETWORK_AN_HOUR = 10
ALL_A_MINUTE = 30  # of one warm function: a hundred times what the whole country files on a day


class Price(Struct, frozen=True, kw_only=True):
    """The usual work, up to which number a challenge has to be tried; and how many challenges a
    network an hour, and one warm function a minute, gets at no more than twice it."""

    work: int = MAX_NUMBER
    a_network: int = A_NETWORK_AN_HOUR
    all_together: int = ALL_A_MINUTE

    @property
    def dearest_from(self) -> int:
        """From how many challenges of a network an hour on none costs more than the one before."""
        return self.a_network * MOST_DOUBLINGS + 1


USUAL = Price()


def max_number(of_network: int, of_all: int, price: Price = USUAL) -> int:
    """Up to which number a challenge has to be tried, half of it on average.

    `of_network` is how many its network asked for in this hour, this one included: each
    `price.a_network` of them double the work. `of_all` is how many this function gave in this
    minute, to whomever does not pay the most already: it doubles when they are more than
    `price.all_together`, and with twice as many.
    """
    by_network = (max(of_network, 1) - 1) // price.a_network
    by_load = min((max(of_all, 1) - 1) // price.all_together, MOST_DOUBLINGS_BY_LOAD)
    return int(price.work << min(by_network + by_load, MOST_DOUBLINGS))
