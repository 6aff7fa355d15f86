"""The network of an address: which addresses are of one, and that nothing else can be told; nor of
the other names that stand for somebody."""

import ipaddress
from collections.abc import Callable

import boto3
import pytest
from chalice.app import Request
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib import warm
from chalicelib.http.callers import client_address
from chalicelib.protection import mailbox
from chalicelib.protection.network import network_of, subscriber_of
from chalicelib.usecases import guessing
from tests.integration.world import World


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.0", "203.0.113.255", True),
        ("203.0.113.9", "203.0.112.9", False),
        ("203.0.113.9", "203.0.114.9", False),
        ("2001:db8:1:ff00::1", "2001:db8:1:ffff:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:ff00::1", "2001:db8:1:fe00::1", False),
        ("2001:db8::1", "2001:db8:0:0:0:0:0:2", True),
        ("2001:DB8::1", "2001:db8::1", True),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("::ffff:203.0.113.7", "203.0.113.9", True),
        ("::203.0.113.7", "203.0.113.7", False),
        ("", "no address", False),
    ],
)
def test_addresses_of_one_network(world: World, one: str, other: str, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.ip_addresses())
def test_it_is_a_keyed_hash_and_no_address(
    world: World, address: ipaddress.IPv4Address | ipaddress.IPv6Address
) -> None:
    found = network_of(str(address))
    assert len(found) == 64
    assert set(found) <= set("0123456789abcdef")


CASE_ID, EMAIL = "LP-0000-0000-0000-0", "sari@contoh.example"
NAMES: dict[str, Callable[[], str]] = {
    "network": lambda: network_of("203.0.113.9"),
    "mailbox": lambda: mailbox.mailbox_of(EMAIL),
    "address of a case": lambda: mailbox.name_of(CASE_ID, EMAIL),
    "follower": lambda: mailbox.follower_name(CASE_ID, EMAIL),
    "account": lambda: guessing._account_digest(EMAIL),
}
"""What stands in tables for who it is."""


@pytest.mark.parametrize("name", NAMES)
def test_another_secret_makes_other_names(world: World, name: str) -> None:
    """So who reads a table cannot try whose they are."""
    before = NAMES[name]()
    assert NAMES[name]() == before
    boto3.client("secretsmanager", region_name="ap-southeast-3").put_secret_value(
        SecretId="pepper", SecretString="q" * 64
    )
    warm.reset()
    assert NAMES[name]() != before


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.9", "203.0.113.9", True),
        ("203.0.113.9", "203.0.113.8", False),
        ("::ffff:203.0.113.9", "203.0.113.9", True),
        ("2001:db8:1:ff00::1", "2001:db8:1:ffff::2", True),
        ("2001:db8:1:ff00::1", "2001:db8:1:fe00::1", False),
    ],
)
def test_addresses_of_one_subscriber(world: World, one: str, other: str, same: bool) -> None:
    assert (subscriber_of(one) == subscriber_of(other)) is same
    assert subscriber_of(one) != network_of(one)
    assert len(subscriber_of(one)) == 64


SECRET = "of the distribution, forty-eight signs or so"


@pytest.fixture
def distribution(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = boto3.client("secretsmanager", region_name="ap-southeast-3")
    secret = manager.create_secret(Name="distribution", SecretString=SECRET)
    monkeypatch.setenv("DISTRIBUTION_SECRET_ID", secret["ARN"])
    warm.reset()


def request(**headers: str) -> Request:
    event = {
        "headers": {name.replace("_", "-"): value for name, value in headers.items()},
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "httpMethod": "GET",
            "resourcePath": "/",
            "identity": {"sourceIp": "203.0.113.9"},
        },
        "body": None,
        "isBase64Encoded": False,
    }
    return Request(event)


def test_only_the_distribution_says_where_a_request_comes_from(distribution: None) -> None:
    told = {"x_viewer_address": "198.51.100.7"}
    assert client_address(request()) == "203.0.113.9"
    assert client_address(request(**told)) == "203.0.113.9"
    assert client_address(request(**told, x_forwarded_for="198.51.100.7")) == "203.0.113.9"
    for wrong in ("", SECRET[:-1], SECRET + "x", SECRET.upper(), "ï"):
        assert client_address(request(**told, x_distribution_secret=wrong)) == "203.0.113.9"
    assert client_address(request(**told, x_distribution_secret=SECRET)) == "198.51.100.7"
