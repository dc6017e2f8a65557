"""All settings, read once from the environment, from `.env` / `.env.ai`, and from files of secrets.

This is the only module that reads the environment. A wrong value raises `SettingsError`, whose
text is one line naming the setting, the problem and a legal example; no value of a secret is in it.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ByteSize,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from shared.contracts.requests import Language, ServiceType
from shared.errors import SettingsError
from shared.provider_account import ProviderAccount
from shared.quota import Limits
from shared.rate_limit.rate import Rate
from shared.secret_files import kept_in_files
from shared.store.address import check_port, checked_broker_url, checked_store_url
from shared.webhooks.callback_url import normal_host

PREFIX = "PALJA_"
ENV_FILES = (Path(".env"), Path(".env.ai"))
_HOST_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
# As browsers write them: in lower case, the port only where it is not the scheme's own.
_ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
_ALLOWED_HOST = re.compile(r"[a-z0-9][a-z0-9._-]*|[0-9a-f:.]+")
SECRETS_DIRS = f"{PREFIX}SECRETS_DIRS"
OFF = "off"
RATE_OF_A_KEY = Rate(600, "minute")
SHORTEST_PASSWORD = 12
SHORTEST_SECRET = 16
SMALLEST_STORE_BYTES = 16 * 1024 * 1024
PROVIDERS = ("gemini", "openai", "anthropic")


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an http or https address")
    if parts.query or parts.fragment or parts.username:
        raise ValueError("must hold scheme, host and path only")
    check_port(parts)
    return value.rstrip("/")


def _header_text(value: object) -> object:
    """A key goes into a header: blanks around it (a file with Windows line ends) are taken off."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if not (text.isascii() and text.isprintable()):
        raise ValueError("must hold printable ASCII characters only")
    return text or None


def _password(value: object) -> object:
    """One that is sent to a server of ours, which lets everybody try."""
    text = _header_text(value)
    return _of_length(text, SHORTEST_PASSWORD) if isinstance(text, str) else text


def _hard_to_guess(value: SecretStr | None) -> SecretStr | None:
    if value is not None:
        _of_length(value.get_secret_value(), SHORTEST_SECRET)
    return value


def _of_length(text: str, least: int) -> str:
    if len(text) < least:
        raise ValueError(f"must have at least {least} characters")
    return text


def _room_for_a_store(value: int) -> int:
    """None at all is no limit; so little that no job fits is a mistake in the unit."""
    if 0 < value < SMALLEST_STORE_BYTES:
        raise ValueError(f"must be 0 or at least {SMALLEST_STORE_BYTES >> 20} MiB")
    return value


def _listening_host(value: str) -> str:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        if not _HOST_NAME.fullmatch(value):
            raise ValueError("must be an address or a host's name") from None
    return value


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _rate(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = value.strip()
    return text if text == OFF else Rate.parse(text) if text else None


def _origins(value: object) -> object:
    if not isinstance(value, str):
        return value
    origins = tuple(text.strip().rstrip("/") for text in value.split(",") if text.strip())
    if wrong := [origin for origin in origins if not _ORIGIN.fullmatch(origin)]:
        raise ValueError(f"must name origins (scheme, host and port), and {wrong[0]!r} is none")
    return origins


def _paths(value: object) -> object:
    return _paths_in(value) if isinstance(value, str) else value


def _paths_in(text: str) -> tuple[Path, ...]:
    return tuple(Path(part.strip()) for part in text.split(",") if part.strip())


def _hosts(value: object) -> object:
    if not isinstance(value, str):
        return value
    hosts = [text.strip() for text in value.split(",") if text.strip()]
    normal = [normal_host(f"[{host}]" if ":" in host else host) for host in hosts]
    for host, spelled in zip(hosts, normal, strict=True):
        if spelled is None or not _ALLOWED_HOST.fullmatch(spelled):
            raise ValueError(f"must name hosts, without scheme and port, and {host!r} is none")
    return tuple(normal)


def _chain(value: object) -> object:
    if not isinstance(value, str):
        return value
    names = tuple(name.strip() for name in value.split(",") if name.strip())
    if unknown := [name for name in names if name not in PROVIDERS]:
        raise ValueError(f"knows no provider {unknown[0]!r}")
    if len(set(names)) != len(names):
        raise ValueError("names a provider twice")
    return names


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _unset_when_blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Port = Annotated[int, Field(ge=1, le=65535)]
Count = Annotated[int, Field(ge=1, le=100_000)]
Seconds = Annotated[float, Field(gt=0, le=86_400 * 365, allow_inf_nan=False)]
SecondsOrZero = Annotated[float, Field(ge=0, le=86_400 * 365, allow_inf_nan=False)]
# It stands in Gemini's path, and in the names of counts, which are cut at bars.
ModelId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,127}$")]
BaseUrl = Annotated[str, AfterValidator(_base_url)]
OptionalUrl = Annotated[BaseUrl | None, BeforeValidator(_unset_when_blank)]
HeaderSecret = Annotated[SecretStr | None, BeforeValidator(_header_text)]
Password = Annotated[SecretStr | None, BeforeValidator(_password)]
OptionalSecret = Annotated[SecretStr | None, BeforeValidator(_unset_when_blank)]


def _setting(name: str, default: Any, example: str) -> Any:
    """One setting: its variable's name, its default and a legal example for error lines."""
    return Field(default, validation_alias=name, json_schema_extra={"example": example})


OwnChain = Annotated[
    Annotated[tuple[str, ...] | str, BeforeValidator(_chain)] | None,
    BeforeValidator(_unset_when_blank),
]


def _own_chain(service_type: str) -> Any:
    return _setting(f"{PREFIX}CHAIN_{service_type.upper()}", None, "anthropic,openai")


PerMinute = Annotated[
    Annotated[int, Field(ge=1, le=1_000_000_000)] | None, BeforeValidator(_unset_when_blank)
]
Dollars = Annotated[
    Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)] | None,
    BeforeValidator(_unset_when_blank),
]
OptionalCount = Annotated[Count | None, BeforeValidator(_unset_when_blank)]


class Settings(BaseSettings):
    """Every setting with its type and bounds; `.env.example` has a line on each."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", validate_default=True)

    gemini_api_key: HeaderSecret = _setting("GOOGLE_API_KEY", None, "the key of your account")
    gemini_base_url: OptionalUrl = _setting("PALJA_GEMINI_BASE_URL", None, "http://127.0.0.1:4000")
    gemini_api_version: Annotated[str, Field(pattern=r"^v\d+(?:(?:alpha|beta)\d*)?$")] = _setting(
        "PALJA_GEMINI_API_VERSION", "v1beta", "v1beta"
    )
    gemini_model: ModelId = _setting("PALJA_GEMINI_MODEL", "gemini-3.8-flash", "gemini-3.8-flash")
    openai_api_key: HeaderSecret = _setting("OPENAI_API_KEY", None, "the key of your account")
    openai_base_url: OptionalUrl = _setting(
        "PALJA_OPENAI_BASE_URL", None, "http://127.0.0.1:11434/v1"
    )
    openai_model: ModelId = _setting("PALJA_OPENAI_MODEL", "gpt-6-luna", "gpt-6-luna")
    anthropic_api_key: HeaderSecret = _setting("ANTHROPIC_API_KEY", None, "the key of your account")
    anthropic_base_url: OptionalUrl = _setting(
        "PALJA_ANTHROPIC_BASE_URL", None, "http://127.0.0.1:4000"
    )
    anthropic_model: ModelId = _setting(
        "PALJA_ANTHROPIC_MODEL", "claude-haiku-5-5", "claude-haiku-5-5"
    )
    chain: Annotated[tuple[str, ...] | str, BeforeValidator(_chain)] = _setting(
        "PALJA_CHAIN", "gemini,openai,anthropic", "gemini,openai,anthropic"
    )
    chain_saju_interpretation: OwnChain = _own_chain("saju_interpretation")
    chain_personality: OwnChain = _own_chain("personality")
    chain_career: OwnChain = _own_chain("career")
    chain_wealth: OwnChain = _own_chain("wealth")
    chain_love: OwnChain = _own_chain("love")
    chain_health: OwnChain = _own_chain("health")
    chain_daily_fortune: OwnChain = _own_chain("daily_fortune")
    chain_yearly_fortune: OwnChain = _own_chain("yearly_fortune")
    chain_compatibility: OwnChain = _own_chain("compatibility")

    gemini_rpm: PerMinute = _setting("PALJA_GEMINI_RPM", None, "60")
    gemini_tpm: PerMinute = _setting("PALJA_GEMINI_TPM", None, "200000")
    gemini_daily_cost_usd: Dollars = _setting("PALJA_GEMINI_DAILY_COST_USD", None, "5")
    gemini_concurrency: OptionalCount = _setting("PALJA_GEMINI_CONCURRENCY", None, "4")
    openai_rpm: PerMinute = _setting("PALJA_OPENAI_RPM", None, "60")
    openai_tpm: PerMinute = _setting("PALJA_OPENAI_TPM", None, "200000")
    openai_daily_cost_usd: Dollars = _setting("PALJA_OPENAI_DAILY_COST_USD", None, "5")
    openai_concurrency: OptionalCount = _setting("PALJA_OPENAI_CONCURRENCY", None, "4")
    anthropic_rpm: PerMinute = _setting("PALJA_ANTHROPIC_RPM", None, "60")
    anthropic_tpm: PerMinute = _setting("PALJA_ANTHROPIC_TPM", None, "200000")
    anthropic_daily_cost_usd: Dollars = _setting("PALJA_ANTHROPIC_DAILY_COST_USD", None, "5")
    anthropic_concurrency: OptionalCount = _setting("PALJA_ANTHROPIC_CONCURRENCY", None, "4")

    redis_url: Annotated[
        Annotated[str, AfterValidator(checked_store_url)] | None, BeforeValidator(_unset_when_blank)
    ] = _setting("PALJA_REDIS_URL", None, "redis://127.0.0.1:6379/0")
    broker_url: Annotated[
        Annotated[str, AfterValidator(checked_broker_url)] | None,
        BeforeValidator(_unset_when_blank),
    ] = _setting("PALJA_BROKER_URL", None, "amqp://user:password@127.0.0.1:5672/")
    state_dir: Path = _setting("PALJA_STATE_DIR", Path(".palja"), ".palja")
    store_bytes: Annotated[
        Annotated[ByteSize, Field(ge=0), AfterValidator(_room_for_a_store)] | None,
        BeforeValidator(_unset_when_blank),
    ] = _setting("PALJA_STORE_BYTES", None, "2 GiB")
    secret: Annotated[OptionalSecret, AfterValidator(_hard_to_guess)] = _setting(
        "PALJA_SECRET", None, "a long random text"
    )
    secrets_dirs: Annotated[tuple[Path, ...] | str, BeforeValidator(_paths)] = _setting(
        SECRETS_DIRS, "", "/run/secrets"
    )

    host: Annotated[str, AfterValidator(_listening_host)] = _setting(
        "PALJA_HOST", "127.0.0.1", "127.0.0.1"
    )
    port: Port = _setting("PALJA_PORT", 8001, "8001")
    flower_host: Annotated[str, AfterValidator(_listening_host)] = _setting(
        "PALJA_FLOWER_HOST", "127.0.0.1", "127.0.0.1"
    )
    flower_port: Port = _setting("PALJA_FLOWER_PORT", 5555, "5555")
    flower_password: Password = _setting("PALJA_FLOWER_PASSWORD", None, "a long random text")
    gateway_processes: Annotated[int, Field(ge=1, le=64)] = _setting(
        "PALJA_GATEWAY_PROCESSES", 1, "1"
    )
    worker_processes: Annotated[int, Field(ge=1, le=64)] = _setting(
        "PALJA_WORKER_PROCESSES", 1, "1"
    )
    heartbeat_file: Annotated[Path | None, BeforeValidator(_unset_when_blank)] = _setting(
        "PALJA_HEARTBEAT_FILE", None, ".palja/heartbeat"
    )

    api_keys_file: Annotated[Path | None, BeforeValidator(_unset_when_blank)] = _setting(
        "PALJA_API_KEYS_FILE", None, ".palja/api-keys.jsonl"
    )
    api_key: HeaderSecret = _setting("PALJA_API_KEY", None, "a key that `palja keys add` printed")
    rate_limit: Annotated[Rate | Literal["off"] | None, BeforeValidator(_rate)] = _setting(
        "PALJA_RATE_LIMIT", None, "600/minute"
    )
    cors_origins: Annotated[tuple[str, ...] | str, BeforeValidator(_origins)] = _setting(
        "PALJA_CORS_ORIGINS", "", "https://app.example"
    )

    webhook_allowed_hosts: Annotated[tuple[str, ...] | str, BeforeValidator(_hosts)] = _setting(
        "PALJA_WEBHOOK_ALLOWED_HOSTS", "", "hooks.internal.example"
    )

    max_concurrent_requests: Count = _setting("PALJA_MAX_CONCURRENT_REQUESTS", 10, "10")
    pool_size: Count = _setting("PALJA_POOL_SIZE", 20, "20")
    pool_per_host: Count = _setting("PALJA_POOL_PER_HOST", 10, "10")
    connect_timeout_s: Seconds = _setting("PALJA_CONNECT_TIMEOUT", 10.0, "10")
    keepalive_timeout_s: Seconds = _setting("PALJA_KEEPALIVE_TIMEOUT", 30.0, "30")
    dns_cache_ttl_s: SecondsOrZero = _setting("PALJA_DNS_CACHE_TTL", 300.0, "300")
    provider_timeout_s: Seconds = _setting("PALJA_PROVIDER_TIMEOUT", 30.0, "30")
    stall_timeout_s: Seconds = _setting("PALJA_STALL_TIMEOUT", 15.0, "15")
    streaming: bool = _setting("PALJA_STREAMING", default=True, example="true")
    retry_attempts: Annotated[int, Field(ge=0, le=10)] = _setting("PALJA_RETRY_ATTEMPTS", 2, "2")
    breaker_cooldown_s: Seconds = _setting("PALJA_BREAKER_COOLDOWN", 30.0, "30")
    job_deadline_s: Seconds = _setting("PALJA_JOB_DEADLINE", 90.0, "90")
    lease_s: Annotated[float, Field(ge=1, le=3600)] = _setting("PALJA_LEASE", 10.0, "10")
    stop_timeout_s: Annotated[float, Field(ge=1, le=3600)] = _setting(
        "PALJA_STOP_TIMEOUT", 30.0, "30"
    )

    memory_cache_items: Annotated[int, Field(ge=0, le=10_000_000)] = _setting(
        "PALJA_MEMORY_CACHE_ITEMS", 1000, "1000"
    )
    cache_bytes: Annotated[ByteSize, Field(ge=0)] = _setting(
        "PALJA_CACHE_BYTES", ByteSize(256 * 1024 * 1024), "256 MiB"
    )
    cache_ttl_s: SecondsOrZero = _setting("PALJA_CACHE_TTL", 3600.0, "3600")
    cache_stale_ttl_s: SecondsOrZero = _setting("PALJA_CACHE_STALE_TTL", 86_400.0, "86400")
    fallback_ttl_s: SecondsOrZero = _setting("PALJA_FALLBACK_TTL", 60.0, "60")
    job_ttl_s: Annotated[Seconds, Field(ge=60)] = _setting("PALJA_JOB_TTL", 86_400.0, "86400")
    max_queued: Annotated[int, Field(ge=1, le=100_000_000)] = _setting(
        "PALJA_MAX_QUEUED", 100_000, "100000"
    )
    max_queued_low: Annotated[
        Annotated[int, Field(ge=1, le=100_000_000)] | None, BeforeValidator(_unset_when_blank)
    ] = _setting("PALJA_MAX_QUEUED_LOW", None, "90000")
    max_queue_wait_s: SecondsOrZero = _setting("PALJA_MAX_QUEUE_WAIT", 0.0, "60")

    otel_endpoint: OptionalUrl = _setting("PALJA_OTEL_ENDPOINT", None, "http://127.0.0.1:4318")
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = (
        _setting("PALJA_LOG_LEVEL", "info", "info")
    )
    optimization_enabled: bool = _setting("PALJA_OPTIMIZATION_ENABLED", True, "true")  # noqa: FBT003 - a default

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic-settings calls it with these names
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the environment comes in as init values
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - ours may be several, in .env
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Values passed in (the environment, see `load_settings`), then the `.env` files."""
        return init_settings, dotenv_settings

    @model_validator(mode="before")
    @classmethod
    def _completed_by_files(cls, given: dict[str, Any]) -> dict[str, Any]:
        """What environment and `.env` files leave out, or leave blank, may stand in a file."""
        directories = _paths_in(given.get(SECRETS_DIRS, ""))
        if not directories:
            return given
        blank = {name for name in _variables().values() if not str(given.get(name, "")).strip()}
        return {**given, **kept_in_files(directories, blank, SECRETS_DIRS)}

    @model_validator(mode="after")
    def _ports_differ(self) -> Self:
        if self.port == self.flower_port:
            raise ValueError(
                "PALJA_PORT and PALJA_FLOWER_PORT must differ, for example 8001 and 5555"
            )
        return self

    @model_validator(mode="after")
    def _low_jobs_are_some_of_all(self) -> Self:
        if self.max_queued_low is not None and self.max_queued_low > self.max_queued:
            raise ValueError(
                f"PALJA_MAX_QUEUED_LOW: must be no more than PALJA_MAX_QUEUED ({self.max_queued});"
                f" for example PALJA_MAX_QUEUED_LOW={self.max_queued * 9 // 10 or 1}"
            )
        return self

    @model_validator(mode="after")
    def _open_only_on_loopback(self) -> Self:
        if self.open and not _is_loopback(self.host):
            raise ValueError(
                "PALJA_HOST: must be a loopback address while the gateway is open and asks for no"
                " key (PALJA_API_KEYS_FILE makes it ask); for example PALJA_HOST=127.0.0.1"
            )
        return self

    @property
    def own_chains(self) -> dict[ServiceType, tuple[str, ...]]:
        """The orders of the service types that have one of their own."""
        orders = {
            service_type: getattr(self, f"chain_{service_type}")
            for service_type in get_args(ServiceType)
            if service_type != "saju_calculation"  # a chart needs no model
        }
        return {name: order for name, order in orders.items() if order is not None}

    @property
    def open(self) -> bool:
        """Whether the gateway asks for no key."""
        return self.api_keys_file is None

    @property
    def effective_rate_limit(self) -> Rate | None:
        """The limit of a key, or (while open) of an address; None: there is none."""
        if self.rate_limit is None:
            return None if self.open else RATE_OF_A_KEY
        return self.rate_limit if isinstance(self.rate_limit, Rate) else None

    @property
    def provider_accounts(self) -> dict[str, ProviderAccount]:
        """Where each provider is asked."""
        return {
            name: ProviderAccount(
                base_url=getattr(self, f"{name}_base_url"),
                api_key=getattr(self, f"{name}_api_key"),
                model=getattr(self, f"{name}_model"),
            )
            for name in PROVIDERS
        }

    @property
    def provider_limits(self) -> dict[str, Limits]:
        """What may be taken of each provider."""
        return {
            name: Limits(
                requests_per_minute=getattr(self, f"{name}_rpm"),
                tokens_per_minute=getattr(self, f"{name}_tpm"),
                daily_cost_usd=getattr(self, f"{name}_daily_cost_usd"),
                concurrency=getattr(self, f"{name}_concurrency"),
            )
            for name in PROVIDERS
        }

    def environ(self) -> dict[str, str]:
        """These settings as environment variables, for a child process that must see the same."""
        return {
            name: text
            for field, name in _variables().items()
            if (text := _as_text(getattr(self, field))) is not None
        }


def load_settings(
    environ: Mapping[str, str] | None = None, env_files: tuple[Path, ...] = ENV_FILES
) -> Settings:
    """The settings of `environ` (the process's own when None), completed by `env_files`.

    Raises:
        SettingsError: a value is wrong; one line says which, why and what would be legal.
    """
    source = os.environ if environ is None else environ  # noqa: TID251 - the one place that reads it
    given = {name: source[name] for name in _variables().values() if name in source}
    try:
        return Settings(_env_file=env_files, **given)  # type: ignore[call-arg,arg-type] # raw texts; pydantic turns them into the types
    except ValidationError as error:
        raise SettingsError(_one_line(error)) from None  # its text would hold the values


def unknown_settings(environ: Mapping[str, str] | None = None) -> list[str]:
    """One line for each `PALJA_` variable that no setting reads, with the nearest known name."""
    source = os.environ if environ is None else environ  # noqa: TID251 - the one place that reads it
    known = set(_variables().values())
    lines = []
    for name in sorted(source):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            lines.append(f"{name} is set, but there is no such setting{hint}")
    return lines


def exposed_files(env_files: tuple[Path, ...] = ENV_FILES) -> list[str]:
    """One line for each of the `.env` files that holds a secret and that other users may read."""
    lines = []
    for path in env_files:
        try:
            mode = path.stat().st_mode
        except OSError:
            continue
        secret = [name for name, value in dotenv_values(path).items() if _is_secret(name, value)]
        if secret and mode & 0o077:
            lines.append(
                f"{path} holds {secret[0]}, and other users of this machine may read it;"
                f" for example chmod 600 {path}"
            )
    return lines


def process_environ() -> dict[str, str]:
    """A copy of this process's environment, to which a child's own variables are added."""
    return dict(os.environ)  # noqa: TID251 - the one place that reads it


def spoken_language(environ: Mapping[str, str] | None = None) -> Language:
    """The language of the person at the terminal, by the locale (POSIX names its variables)."""
    source = os.environ if environ is None else environ  # noqa: TID251 - the one place that reads it
    told = next(
        (source[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if source.get(name)), ""
    )
    return "ko" if told.lower().startswith("ko") else "en"


def variable_of(field: str) -> str:
    """The name of the environment variable that gives this field of the settings."""
    return _variables()[field]


def secret_variables() -> list[str]:
    """The names of the variables that may hold something that is for nobody else's eyes."""
    return [
        name
        for field, name in _variables().items()
        if field in {"redis_url", "broker_url"}
        or SecretStr in get_args(Settings.model_fields[field].annotation)
    ]


def _is_secret(name: str, value: str | None) -> bool:
    """Whether a variable of ours holds something that is for nobody else's eyes."""
    if not value or name not in secret_variables():
        return False
    return "@" in urlsplit(value).netloc if name.endswith("_URL") else True


def _variables() -> dict[str, str]:
    return {field: str(info.validation_alias) for field, info in Settings.model_fields.items()}


def _as_text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    if isinstance(value, ByteSize):
        return str(int(value))
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _one_line(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    problem = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return problem
    name = str(first["loc"][0])
    field = next(field for field, variable in _variables().items() if variable == name)
    extra = Settings.model_fields[field].json_schema_extra
    example = extra["example"] if isinstance(extra, dict) else ""
    return f"{name}: {problem[0].lower()}{problem[1:]}; for example {name}={example}"
