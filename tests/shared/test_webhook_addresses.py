"""Where a webhook may go, held against Python's own knowledge of networks."""

from __future__ import annotations

import random
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest

from shared.webhooks.addresses import is_public
from shared.webhooks.callback_url import CallbackRules, callback_problem, normal_host

KEYED = CallbackRules(keyed=True)
ADDRESSES = 20_000


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.1", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254"),
        *("168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192"),
        *("192.168.1.1", "198.18.0.1", "224.0.0.1", "239.255.255.250", "240.0.0.1"),
        *("255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8"),
        *("64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::a00:1", "fc00::1", "fd00:ec2::254"),
        *("fe80::1", "fe80::1%eth0", "2606:4700::1%1", "fec0::1", "ff02::1", "2001::1"),
        *("2001:db8::1", "2002:7f00:1::", "3fff::1", "100::1", "not an address", ""),
    ],
)
def test_what_is_not_of_the_public_internet_is_not_called(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.255.255", "172.32.0.1"),
        *("192.0.1.1", "192.167.1.1", "223.255.255.255", "2606:4700:4700::1111", "2001:4860::8888"),
        "2a00:1450:4001::200e",
    ],
)
def test_what_is_of_the_public_internet_may_be(address: str) -> None:
    assert is_public(address)


def test_no_address_passes_that_python_knows_to_be_special() -> None:
    chance = random.Random(20261127)
    found: list[IPv4Address | IPv6Address] = []
    for _ in range(ADDRESSES):
        number = chance.getrandbits(32)
        found.append(IPv4Address(number))
        # Half of them in ranges where special ones are dense.
        found.append(IPv6Address(chance.getrandbits(128) >> chance.choice((0, 64, 96))))
        found.append(IPv6Address((0x2001 << 112) | chance.getrandbits(105)))
    passed = [address for address in found if is_public(str(address))]

    assert len(passed) > ADDRESSES / 2
    for address in passed:
        assert address.is_global, address
        special = (address.is_multicast, address.is_reserved, address.is_link_local)
        assert not any(special), address


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example/palja",
        "http://hooks.example",
        "HTTPS://Hooks.Example:8443/a/b;c=1?token=x%20y&z=@[1]",
        "https://hooks.example./a",
        "https://hooks.example?x=1",
        "https://xn--oi2b61z32a.xn--3e0b707e/a",
        "https://1.1.1.1/a",
        "https://[2606:4700:4700::1111]:443/a",
        "http://hooks.example:80/a",
        "http://hooks.example:65535/a",
        "http://localhost/a",  # a name is looked up when it is called, and refused there
    ],
)
def test_addresses_that_may_be_called(url: str) -> None:
    assert callback_problem(url, KEYED) is None


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "not_a_url"),
        ("hooks.example/palja", "not_a_url"),
        ("ftp://hooks.example/a", "not_a_url"),
        ("file:///etc/passwd", "not_a_url"),
        ("https:///a", "not_a_url"),
        ("https://hooks.example/a#b", "not_a_url"),
        ("https://hooks.example/a b", "not_a_url"),
        ("https://hooks.example/a\r\nHost: b", "not_a_url"),
        ("https://hooks.example\\@127.0.0.1/", "has_userinfo"),
        ("https://hooks.example/\\..", "not_a_url"),
        ("https://훅.example/a", "not_a_url"),
        ("https://%31%32%37.0.0.1/", "not_a_url"),
        ("https://-/", "not_a_url"),
        ("https://a..b/", "not_a_url"),
        (f"https://{'a' * 64}.example/", "not_a_url"),
        (f"https://{'a.' * 130}example/", "not_a_url"),
        ("https://[::1", "not_a_url"),
        ("https://[fe80::1%25eth0]/", "not_a_url"),
        ("http://127.1/", "not_a_url"),
        ("http://2130706433/", "not_a_url"),
        ("http://0x7f000001/", "not_a_url"),
        ("http://0x7f.0.0.0x1/", "not_a_url"),
        ("http://0177.0.0.1/", "not_a_url"),
        ("http://127.0.0.1.1/", "not_a_url"),
        ("http://127.0.0.1./", "not_public"),
        ("https://user:password@hooks.example/", "has_userinfo"),
        ("https://user@hooks.example/", "has_userinfo"),
        ("https://@hooks.example/", "has_userinfo"),
        ("http://127.0.0.1/", "not_public"),
        ("http://127.0.0.2:8080/", "not_public"),
        ("http://[::1]:8080/", "not_public"),
        ("http://[::ffff:127.0.0.1]/", "not_public"),
        ("http://[0:0:0:0:0:ffff:7f00:1]/", "not_public"),
        ("http://169.254.169.254/latest/meta-data/", "not_public"),
        ("http://hooks.example:25/", "port_not_allowed"),
        ("http://hooks.example:0/", "port_not_allowed"),
        ("http://hooks.example:1023/", "port_not_allowed"),
        ("http://hooks.example:65536/", "port_not_allowed"),
        ("http://hooks.example:/", "not_a_url"),
    ],
)
def test_addresses_that_may_not(url: str, code: str) -> None:
    found = callback_problem(url, KEYED)
    assert found == code


def test_hosts_that_the_operator_allows_may_be_anywhere_at_any_port() -> None:
    rules = CallbackRules(frozenset({"127.0.0.1", "hooks.internal", "::1"}), keyed=True)
    for url in ("http://127.0.0.1:81/", "http://HOOKS.internal.:25/", "http://[0::1]:1/"):
        assert callback_problem(url, rules) is None
    found = callback_problem("http://127.0.0.2:81/", rules)
    assert found == "not_public"


def test_without_a_key_there_is_no_callback_at_all() -> None:
    found = callback_problem("https://hooks.example/", CallbackRules(frozenset({"hooks.example"})))
    assert found == "needs_api_key"


def test_one_host_has_one_spelling() -> None:
    assert normal_host("HOOKS.Example.") == "hooks.example"
    assert normal_host("[0:0::1]") == "::1"
    assert normal_host("8.8.8.8") == str(ip_address("8.8.8.8"))
