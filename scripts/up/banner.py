"""What `palja up` says once the system answers."""

from __future__ import annotations

from scripts.address import address
from scripts.up.flower_login import FlowerLogin
from shared.settings import Settings

_QUESTION = (
    '{"birth_info": {"year": 1990, "month": 3, "day": 15, "hour": 14, "minute": 30,'
    ' "gender": "남성"}}'
)


def banner(settings: Settings, login: FlowerLogin, took_s: float) -> str:
    """Where everything is, and the command that asks the first question."""
    gateway = address(settings.host, settings.port)
    # One that was given is known to who gave it, and the log may be kept.
    password = (
        login.password if settings.flower_password is None else "the one in PALJA_FLOWER_PASSWORD"
    )
    key = "" if settings.open else ' -H "Authorization: Bearer $PALJA_KEY"'
    return f"""
  palja is ready after {took_s:.1f} s.

    gateway   {gateway}
    Flower    {address(settings.flower_host, settings.flower_port)}  (login {login.user} : {password})
    data      {settings.state_dir}

  Ask the first question in a browser, at {gateway}/, or here:

    curl -s {gateway}/admin-api/saju/ai-generate \\
      -H 'Content-Type: application/json' -H 'Prefer: wait=30'{key} \\
      -d '{_QUESTION}'

  Ctrl-C stops everything; what is queued is kept for the next start.
"""
