from __future__ import annotations

from pathlib import Path

import pytest

from shared.errors import SettingsError
from shared.settings import Settings, exposed_files, load_settings, unknown_settings


def load(**environ: str) -> Settings:
    return load_settings(environ, env_files=())


def refusal(**environ: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(**environ)
    return str(caught.value)


def test_everything_has_a_default() -> None:
    settings = load()

    assert (settings.host, settings.port, settings.flower_port) == ("127.0.0.1", 8001, 5555)
    assert settings.chain == ("gemini", "openai", "anthropic")
    assert (settings.redis_url, settings.secret, settings.openai_api_key) == (None, None, None)


def test_texts_of_the_environment_become_values() -> None:
    settings = load(
        PALJA_PORT="9000",
        PALJA_CHAIN=" openai , gemini ",
        PALJA_CACHE_BYTES="2 MiB",
        PALJA_PROVIDER_TIMEOUT="1.5",
        PALJA_STATE_DIR="elsewhere",
        PALJA_OPENAI_BASE_URL="http://127.0.0.1:11434/v1/",
    )

    assert (settings.port, settings.chain) == (9000, ("openai", "gemini"))
    assert (int(settings.cache_bytes), settings.provider_timeout_s) == (2_097_152, 1.5)
    assert settings.state_dir == Path("elsewhere")
    assert settings.openai_base_url == "http://127.0.0.1:11434/v1"


def test_the_smallest_that_are_taken() -> None:
    settings = load(
        PALJA_SECRET="sixteen letters!",
        PALJA_JOB_TTL="60",
        PALJA_MAX_QUEUED="1",
        PALJA_MAX_QUEUED_LOW="1",
        PALJA_STORE_BYTES="16 MiB",
    )

    assert settings.job_ttl_s == 60
    assert settings.max_queued_low == 1
    assert settings.store_bytes == 16 * 2**20
    assert load(PALJA_STORE_BYTES="0").store_bytes == 0


def test_low_jobs_have_no_more_places_than_there_are() -> None:
    assert refusal(PALJA_MAX_QUEUED="10", PALJA_MAX_QUEUED_LOW="11") == (
        "PALJA_MAX_QUEUED_LOW: must be no more than PALJA_MAX_QUEUED (10);"
        " for example PALJA_MAX_QUEUED_LOW=9"
    )


def test_an_empty_chain_asks_nobody() -> None:
    assert load(PALJA_CHAIN="").chain == ()


@pytest.mark.parametrize(
    "name",
    [
        *("PALJA_OPENAI_BASE_URL", "PALJA_REDIS_URL", "PALJA_SECRET", "OPENAI_API_KEY"),
        "PALJA_BROKER_URL",
        *("PALJA_API_KEYS_FILE", "PALJA_RATE_LIMIT", "PALJA_CORS_ORIGINS"),
        *("PALJA_WEBHOOK_ALLOWED_HOSTS", "PALJA_FLOWER_PASSWORD", "PALJA_OTEL_ENDPOINT"),
    ],
)
def test_a_blank_optional_setting_is_unset(name: str) -> None:
    assert load(**{name: "  "}) == load()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PALJA_PORT", "0"),
        ("PALJA_PORT", "65536"),
        ("PALJA_PORT", "web"),
        ("PALJA_HOST", "0.0.0.0"),  # noqa: S104 - to be refused
        ("PALJA_HOST", "example.org"),
        ("PALJA_HOST", "two words"),
        ("PALJA_HOST", ""),
        ("PALJA_FLOWER_HOST", "two words"),
        ("PALJA_FLOWER_PASSWORD", "elevenchars"),
        ("PALJA_FLOWER_PASSWORD", "비밀번호를 아는 사람만"),
        ("PALJA_OTEL_ENDPOINT", "collector:4318"),
        ("PALJA_OTEL_ENDPOINT", "http://user:key@collector:4318"),
        ("PALJA_SECRET", "fifteen letters"),
        ("PALJA_JOB_TTL", "0.0001"),
        ("PALJA_JOB_TTL", "59.9"),
        ("PALJA_MAX_QUEUED_LOW", "100001"),
        ("PALJA_STORE_BYTES", "1"),
        ("PALJA_STORE_BYTES", "15 MiB"),
        ("PALJA_STORE_BYTES", "-1"),
        ("PALJA_RATE_LIMIT", "600"),
        ("PALJA_RATE_LIMIT", "0/minute"),
        ("PALJA_RATE_LIMIT", "600/fortnight"),
        ("PALJA_RATE_LIMIT", "none"),
        ("PALJA_CORS_ORIGINS", "*"),
        ("PALJA_CORS_ORIGINS", "null"),
        ("PALJA_CORS_ORIGINS", "app.example"),
        ("PALJA_CORS_ORIGINS", "https://*.example"),
        ("PALJA_CORS_ORIGINS", "https://APP.example"),
        ("PALJA_CORS_ORIGINS", "https://app.example, https://app.example/path"),
        ("PALJA_WEBHOOK_ALLOWED_HOSTS", "*"),
        ("PALJA_WEBHOOK_ALLOWED_HOSTS", "http://hooks.internal"),
        ("PALJA_WEBHOOK_ALLOWED_HOSTS", "hooks.internal,10.0.0.0/8"),
        ("PALJA_WEBHOOK_ALLOWED_HOSTS", "hooks.internal:8080"),
        ("PALJA_WEBHOOK_ALLOWED_HOSTS", "two words"),
        ("PALJA_WEBHOOK_ALLOWED_HOSTS", "0x7f.1"),
        ("PALJA_CHAIN", "openai,somebody"),
        ("PALJA_CHAIN", "openai,openai"),
        ("PALJA_REDIS_URL", "http://127.0.0.1"),
        ("PALJA_REDIS_URL", "unix://"),
        ("PALJA_REDIS_URL", "redis://127.0.0.1:6379/0x"),
        ("PALJA_REDIS_URL", "redis://127.0.0.1:99999/0"),
        ("PALJA_REDIS_URL", "redis://127.0.0.1/0?db=one"),
        ("PALJA_REDIS_URL", "redis://127.0.0.1/0?ssl_ca_certs=/etc/hostname"),
        ("PALJA_REDIS_URL", "rediss://127.0.0.1/0?ssl_ca_certs=/nowhere/ca.pem"),
        ("PALJA_REDIS_URL", "rediss://127.0.0.1/0?ssl_cert_reqs=maybe"),
        ("PALJA_REDIS_URL", "rediss://127.0.0.1/0?ssl_check_hostname=yes"),
        ("PALJA_REDIS_URL", "sentinel://one:26379/0"),
        ("PALJA_REDIS_URL", "sentinel://one:26379/0?master="),
        ("PALJA_REDIS_URL", "sentinel://one:26379,/0?master=mine"),
        ("PALJA_REDIS_URL", "sentinel://one:0/0?master=mine"),
        ("PALJA_REDIS_URL", "sentinel:///0?master=mine"),
        ("PALJA_REDIS_URL", "sentinel://one/mine?master=mine"),
        ("PALJA_REDIS_URL", "sentinel://one/0?master=mine&ssl=1"),
        ("PALJA_REDIS_URL", "amqp://rabbit"),
        ("PALJA_BROKER_URL", "http://rabbit"),
        ("PALJA_BROKER_URL", "amqp://"),
        ("PALJA_BROKER_URL", "amqp://rabbit:0"),
        ("PALJA_BROKER_URL", "amqp://rabbit/?ssl_cert_reqs=none"),
        ("PALJA_BROKER_URL", "sqs://"),
        ("PALJA_BROKER_URL", "sentinel://one:26379/0"),
        ("PALJA_OPENAI_BASE_URL", "http://127.0.0.1:99999/v1"),
        ("OPENAI_API_KEY", "a\nb"),
        ("OPENAI_API_KEY", "열쇠"),
        ("PALJA_OPENAI_BASE_URL", "ftp://127.0.0.1"),
        ("PALJA_OPENAI_BASE_URL", "http://user:word@127.0.0.1"),
        ("PALJA_OPENAI_BASE_URL", "http://127.0.0.1/v1?key=1"),
        ("PALJA_OPENAI_MODEL", ""),
        ("PALJA_RETRY_ATTEMPTS", "-1"),
        ("PALJA_PROVIDER_TIMEOUT", "0"),
        ("PALJA_PROVIDER_TIMEOUT", "inf"),
        ("PALJA_PROVIDER_TIMEOUT", "nan"),
        ("PALJA_LEASE", "0.5"),
        ("PALJA_CACHE_BYTES", "lots"),
        ("PALJA_MAX_QUEUED", "0"),
    ],
)
def test_a_wrong_value_is_told_in_one_line_with_a_legal_example(name: str, value: str) -> None:
    line = refusal(**{name: value})

    assert line.startswith(f"{name}: ")
    assert "\n" not in line
    _, found, example = line.rpartition(f"for example {name}=")
    assert found
    load(**{name: example})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_the_gateway_may_listen_on_loopback(host: str) -> None:
    assert load(PALJA_HOST=host).host == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "saju.example", "127.0.0.1"])  # noqa: S104 - to be read
def test_with_keys_the_gateway_may_listen_anywhere(host: str) -> None:
    assert load(PALJA_HOST=host, PALJA_API_KEYS_FILE="keys").host == host


def test_an_open_gateway_has_no_limit_unless_one_is_set_and_a_key_has_one_unless_it_is_off() -> (
    None
):
    def limit(**environ: str) -> str:
        return str(load(**environ).effective_rate_limit)

    keys = {"PALJA_API_KEYS_FILE": "keys"}
    assert limit() == "None"
    assert limit(**keys) == "600/minute"
    assert limit(PALJA_RATE_LIMIT="5/second") == "5/second"
    assert limit(PALJA_RATE_LIMIT="5/second", **keys) == "5/second"
    assert limit(PALJA_RATE_LIMIT="off", **keys) == "None"


def test_origins_are_read_as_browsers_write_them() -> None:
    settings = load(PALJA_CORS_ORIGINS=" https://app.example/ , http://127.0.0.1:3000,")
    assert settings.cors_origins == ("https://app.example", "http://127.0.0.1:3000")


def test_hosts_of_callbacks_are_read_in_one_spelling() -> None:
    settings = load(PALJA_WEBHOOK_ALLOWED_HOSTS=" Hooks.Internal. , 127.0.0.1,0:0::1,")
    assert settings.webhook_allowed_hosts == ("hooks.internal", "127.0.0.1", "::1")


def test_two_services_on_one_port_are_refused() -> None:
    line = refusal(PALJA_PORT="9000", PALJA_FLOWER_PORT="9000")

    assert "PALJA_PORT" in line
    assert "PALJA_FLOWER_PORT" in line


def test_a_secret_is_shown_nowhere() -> None:
    settings = load(OPENAI_API_KEY="sk-hidden", PALJA_SECRET="hidden from everybody")

    assert "hidden" not in repr(settings)
    assert "hidden" not in refusal(OPENAI_API_KEY="sk-hidden", PALJA_PORT="0")


def test_the_environment_goes_before_the_files_and_the_later_file_before_the_first(
    tmp_path: Path,
) -> None:
    first, second = tmp_path / ".env", tmp_path / ".env.ai"
    first.write_text("PALJA_PORT=1001\nPALJA_LEASE=11\nPALJA_OPENAI_MODEL=first\nOTHER=1\n")
    second.write_text("PALJA_PORT=1002\nPALJA_OPENAI_MODEL=second\n")

    settings = load_settings({"PALJA_PORT": "1003"}, env_files=(first, second))

    assert (settings.port, settings.openai_model, settings.lease_s) == (1003, "second", 11)


def test_a_wrong_value_in_a_file_is_told_as_well(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PALJA_PORT=many\n")

    with pytest.raises(SettingsError, match=r"PALJA_PORT: .*for example PALJA_PORT=8001"):
        load_settings({}, env_files=(file,))


def test_a_child_sees_the_same_settings() -> None:
    settings = load(
        PALJA_CHAIN="openai",
        PALJA_SECRET="s" * 16,
        OPENAI_API_KEY="k",
        PALJA_CACHE_BYTES="1 KiB",
        PALJA_REDIS_URL="unix:///run/store.sock?db=1",
        PALJA_API_KEYS_FILE="keys.jsonl",
        PALJA_HOST="::",
        PALJA_RATE_LIMIT="5/second",
        PALJA_CORS_ORIGINS="https://app.example,https://other.example",
        PALJA_WEBHOOK_ALLOWED_HOSTS="hooks.internal,::1",
    )

    assert load_settings(settings.environ(), env_files=()) == settings


def test_a_misspelt_setting_is_told_with_the_nearest_known_name() -> None:
    unlike = "PALJA_" + "Q" * 30
    lines = unknown_settings({"PALJA_PROT": "1", "PALJA_PORT": "1", "PATH": "x", unlike: "1"})

    assert lines == [
        "PALJA_PROT is set, but there is no such setting; did you mean PALJA_PORT?",
        f"{unlike} is set, but there is no such setting",
    ]


def test_a_key_from_a_file_with_windows_line_ends_is_good() -> None:
    key = load(OPENAI_API_KEY="sk-hidden\r").openai_api_key

    assert key is not None
    assert key.get_secret_value() == "sk-hidden"


def test_a_refused_secret_is_not_in_the_line() -> None:
    assert "hunter2" not in refusal(OPENAI_API_KEY="hunter2\nkey")
    assert "hunter2" not in refusal(PALJA_REDIS_URL="redis://:hunter2@127.0.0.1:1/0x")


@pytest.mark.parametrize(
    "url",
    [
        "redis://:hunter2@127.0.0.1:1/0x",
        "redis://:hunter2@127.0.0.1/0?hunter2=1",
        "sentinel://:hunter2@one:26379/0",
        "sentinel://:hunter2@one:port/0?master=m&sentinel_password=hunter2",
        "sentinel://one/0?master=m&ssl_ca_certs=/hunter2",
    ],
)
def test_a_refused_address_tells_no_password(url: str) -> None:
    assert "hunter2" not in refusal(PALJA_REDIS_URL=url)
    assert "hunter2" not in refusal(PALJA_BROKER_URL=url)


@pytest.mark.parametrize(
    "url",
    [
        "redis://:word@store:6380/2",
        "rediss://user:word@store/0?ssl_cert_reqs=none&ssl_check_hostname=false",
        "unix:///run/store.sock?db=1",
        "sentinel://one/0?master=mine",
        "sentinel://:word@one:26379,two:26380,[::1]:26381/3?master=mine&sentinel_password=w&ssl=true",
    ],
)
def test_a_store_is_named_in_one_of_four_ways(url: str) -> None:
    assert load(PALJA_REDIS_URL=url, PALJA_BROKER_URL=url).redis_url == url


@pytest.mark.parametrize(
    ("line", "mode", "told"),
    [
        ("OPENAI_API_KEY=k", 0o644, "OPENAI_API_KEY"),
        ("PALJA_SECRET=s", 0o640, "PALJA_SECRET"),
        ("PALJA_REDIS_URL=redis://:hush@store/0", 0o604, "PALJA_REDIS_URL"),
        ("OPENAI_API_KEY=k", 0o600, None),
        ("OPENAI_API_KEY=", 0o644, None),
        ("PALJA_REDIS_URL=redis://store/0\nPALJA_PORT=8002", 0o644, None),
        ("SOMEBODY_ELSES_SECRET=s", 0o644, None),
    ],
)
def test_a_file_with_a_secret_that_others_may_read_is_pointed_out(
    tmp_path: Path, line: str, mode: int, told: str | None
) -> None:
    path = tmp_path / ".env"
    path.write_text(f"{line}\n")
    path.chmod(mode)
    lines = exposed_files((path, tmp_path / ".env.ai"))
    if told is None:
        assert lines == []
    else:
        [only] = lines
        assert only.startswith(f"{path} holds {told}, ")
        assert f"chmod 600 {path}" in only
        assert "hush" not in only


@pytest.mark.parametrize("url", ["amqp://rabbit", "amqps://user:word@rabbit:5671/a%2Fhost"])
def test_the_queue_alone_may_be_with_a_rabbitmq(url: str) -> None:
    assert load(PALJA_BROKER_URL=url).broker_url == url
