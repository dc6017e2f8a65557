"""Where a provider is asked, and who asks."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import SecretStr


@dataclass(frozen=True, slots=True)
class ProviderAccount:
    """What the settings say of one provider; without a base URL it is the provider's own server."""

    base_url: str | None
    api_key: SecretStr | None
    model: str

    @property
    def key(self) -> str | None:
        """The key's own text, for the headers of a call."""
        return None if self.api_key is None else self.api_key.get_secret_value()

    @property
    def given(self) -> bool:
        """Whether the provider can be asked: there is a key, or a server that may need none."""
        return self.api_key is not None or self.base_url is not None
