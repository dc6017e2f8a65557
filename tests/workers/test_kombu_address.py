"""Addresses of ours, as kombu and Celery understand them."""

from __future__ import annotations

import json
import ssl
from typing import Any

import kombu
import pytest

from shared.broker import KombuAddress
from workers.app import make_celery
from workers.pool.consumer import GuardedConsumer
from workers.pool.ration import RationedSentinelTransport


def connection(url: str) -> Any:
    """kombu's connection, as a worker makes it."""
    app = make_celery(broker_url=url, queue="readings", concurrency=1, visibility_timeout_s=60.0)
    return app.connection_for_read()


def redis_parameters(url: str) -> dict[str, Any]:
    """What kombu's Redis transport would connect to."""
    transport = connection(url).transport
    channel = transport.Channel.__new__(transport.Channel)
    channel.connection = transport
    parameters: dict[str, Any] = channel._connparams()
    return parameters


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://store:6380/2", {"host": "store", "port": 6380, "db": 2}),
        ("redis://store?db=3", {"host": "store", "port": 6379, "db": 3}),
        ("redis://:p%40ss@store", {"host": "store", "port": 6379, "password": "p@ss", "db": 0}),
        ("unix:///run/a%20b.sock", {"path": "/run/a b.sock", "db": 0}),
        ("unix:///run/store.sock?db=3", {"path": "/run/store.sock", "db": 3}),
        ("unix://:p%2Fss@/run/s.sock?db=1", {"path": "/run/s.sock", "db": 1, "password": "p/ss"}),
    ],
)
def test_kombu_connects_where_our_address_points(url: str, expected: dict[str, Any]) -> None:
    assert expected.items() <= redis_parameters(url).items()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"ssl_cert_reqs": "required"}),
        ("?ssl_cert_reqs=none", {"ssl_cert_reqs": "none", "ssl_check_hostname": False}),
        (
            "?ssl_ca_certs=/etc/ca.pem&ssl_check_hostname=false",
            {
                "ssl_cert_reqs": "required",
                "ssl_ca_certs": "/etc/ca.pem",
                "ssl_check_hostname": False,
            },
        ),
    ],
)
def test_certificates_are_checked_unless_the_address_says_otherwise(
    query: str, expected: dict[str, Any]
) -> None:
    parameters = redis_parameters(f"rediss://:secret@store:6380/1{query}")

    assert {name: value for name, value in parameters.items() if name.startswith("ssl")} == expected
    assert (parameters["host"], parameters["db"], parameters["password"]) == ("store", 1, "secret")


SENTINELS = (
    "sentinel://user:p%3Bw@one,two:26380,[::1]:26381/3?master=mine"
    "&sentinel_username=watch&sentinel_password=s3cret"
)


def test_kombu_asks_every_sentinel_and_knows_each_password() -> None:
    found = connection(SENTINELS)

    assert [kombu.Connection(each).info()["hostname"] for each in found.alt] == [
        "one",
        "two",
        "::1",
    ]
    for each in found.alt:
        info = kombu.Connection(each).info()
        assert (info["userid"], info["password"], info["virtual_host"]) == ("user", "p;w", "3")
    options = found.transport_options
    assert options["master_name"] == "mine"
    assert (options["sentinel_kwargs"]["username"], options["sentinel_kwargs"]["password"]) == (
        "watch",
        "s3cret",
    )
    assert options.keys() <= set(found.transport.Channel.from_transport_options)


def test_tls_of_sentinels_is_that_of_their_servers() -> None:
    found = KombuAddress.of("sentinel://one/0?master=mine&ssl=true&ssl_ca_certs=/etc/ca.pem")

    expected = {"ssl_ca_certs": "/etc/ca.pem", "ssl_cert_reqs": "required"}
    assert found.tls == expected
    assert found.options["sentinel_kwargs"].items() >= {"ssl": True, **expected}.items()


def test_rabbits_certificate_is_checked_and_its_name() -> None:
    found = connection("amqps://user:pw@rabbit/a%2Fhost?ssl_cert_reqs=required")

    assert found.ssl["cert_reqs"] == ssl.CERT_REQUIRED
    assert found.transport.establish_connection.__name__
    assert (found.hostname, found.virtual_host) == ("rabbit", "a/host")


class Told:
    """A consumer's connection, as far as `inspect stats` looks at it."""


@pytest.mark.parametrize("url", [SENTINELS, "rediss://:s3cret@store", "amqp://user:s3cret@rabbit"])
def test_what_flower_is_told_holds_no_password(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = connection(url)
    monkeypatch.setattr(
        "celery.worker.consumer.Consumer.ensure_connected", lambda _self, conn: conn
    )

    told = GuardedConsumer.ensure_connected(GuardedConsumer.__new__(GuardedConsumer), found).info()

    told.pop("password")  # Celery does so itself
    assert "s3cret" not in json.dumps(told)
    assert "p;w" not in json.dumps(told)
    assert "s3cret" not in found.as_uri()
    app = make_celery(broker_url=url, queue="readings", concurrency=1, visibility_timeout_s=60.0)
    assert "s3cret" not in json.dumps(app.conf.table(), default=str)
    assert "s3cret" not in repr(KombuAddress.of(url))


def test_low_jobs_are_rationed_at_each_address_that_a_worker_turns_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = connection(SENTINELS)
    monkeypatch.setattr(
        "celery.worker.consumer.Consumer.ensure_connected", lambda _self, conn: conn
    )
    connected = GuardedConsumer.ensure_connected(GuardedConsumer.__new__(GuardedConsumer), found)
    hosts = [connected.hostname]
    for _ in range(2):
        assert connected.get_transport_cls() is RationedSentinelTransport
        connected.maybe_switch_next()
        hosts.append(connected.hostname)
    assert connected.get_transport_cls() is RationedSentinelTransport
    assert len(set(hosts)) > 1
