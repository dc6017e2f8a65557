"""What the address of a Sentinel says."""

from __future__ import annotations

from shared.store.address import SentinelAddress


def test_servers_and_sentinels_have_passwords_of_their_own() -> None:
    found = SentinelAddress.of(
        "sentinel://me:p%40ss%2Cword@one,two:26380,[::1]:26381/3"
        "?master=mine&sentinel_username=watch&sentinel_password=an%20other"
    )

    assert found == SentinelAddress(
        sentinels=(("one", 26379), ("two", 26380), ("::1", 26381)),
        master="mine",
        database=3,
        username="me",
        password="p@ss,word",
        sentinel_username="watch",
        sentinel_password="an other",
        tls=None,
    )
    assert "word" not in repr(found)
    assert "an other" not in repr(found)


def test_what_is_not_said_is_none_or_usual() -> None:
    found = SentinelAddress.of("sentinel://one?master=mine&ssl=true")

    assert (found.database, found.username, found.password) == (0, None, None)
    assert found.tls == {"ssl_cert_reqs": "required"}


def test_without_a_certificate_to_check_no_name_is_checked() -> None:
    found = SentinelAddress.of("sentinel://one?master=mine&ssl=true&ssl_cert_reqs=none")

    assert found.tls == {"ssl_cert_reqs": "none", "ssl_check_hostname": False}
