"""From which network a request comes, as far as limits need to know: under a keyed hash.

People share addresses (a village behind one mobile gateway) and attackers have many (a subscriber
of IPv6 gets 2^72 of them). So what is counted is the network: of IPv4 a /24, the smallest that is
announced on the Internet and about the pool one gateway of an operator uses; of IPv6 a /56, what
one subscriber is given (RIPE-690). Neither says who somebody is.
"""

import hmac
from ipaddress import IPv6Address, ip_address, ip_network

from chalicelib.protection.secrets import key_for

IPV4_PREFIX = 24
IPV6_PREFIX = 56
ONE_ADDRESS = 32


def network_of(source_ip: str) -> str:
    """64 hex digits that stand for the network of an address: equal for equal networks, and without
    the service's secret nothing tells which it is.

    `source_ip` is what `client_address` of `http.callers` says, never what a header claims. What
    is no address is a network of its own.
    """
    return hmac.digest(key_for("network"), _prefix(source_ip).encode(), "sha256").hex()


def subscriber_of(source_ip: str) -> str:
    """The same for one subscriber, as far as that can be told: a single address of IPv4, a /56 of
    IPv6. All who share an address are one."""
    prefix = _prefix(source_ip, ipv4=ONE_ADDRESS)
    return hmac.digest(key_for("subscriber"), prefix.encode(), "sha256").hex()


def _prefix(source_ip: str, ipv4: int = IPV4_PREFIX) -> str:
    try:
        address = ip_address(source_ip)
    except ValueError:
        return source_ip
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is None:
            # The number alone: a zone (fe80::1%eth0) is no part of the network.
            return str(ip_network((int(address), IPV6_PREFIX), strict=False))
        address = address.ipv4_mapped
    return str(ip_network((int(address), ipv4), strict=False))
