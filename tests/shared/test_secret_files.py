from __future__ import annotations

import os
from pathlib import Path

import pytest

from shared.errors import SettingsError
from shared.secret_files import MAX_BYTES
from shared.settings import Settings, load_settings, secret_variables


def load(*directories: Path, **environ: str) -> Settings:
    named = ",".join(map(str, directories))
    return load_settings({"PALJA_SECRETS_DIRS": named, **environ}, env_files=())


def refusal(*directories: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        load(*directories)
    line = str(caught.value)
    assert "\n" not in line
    assert "for example" in line
    return line


def revealed(settings: Settings) -> tuple[str | None, str | None]:
    keys = settings.openai_api_key, settings.secret
    return tuple(None if key is None else key.get_secret_value() for key in keys)  # type: ignore[return-value] # there are two


def test_a_file_named_as_a_setting_holds_its_value(tmp_path: Path) -> None:
    (tmp_path / "OPENAI_API_KEY").write_text("sk-file\n")
    (tmp_path / "PALJA_REDIS_URL").write_text("redis://:word@redis:6379/0")
    (tmp_path / "README").write_text("nothing of ours")
    settings = load(tmp_path)

    assert revealed(settings) == ("sk-file", None)
    assert settings.redis_url == "redis://:word@redis:6379/0"


def test_the_environment_comes_first_unless_it_is_blank(tmp_path: Path) -> None:
    (tmp_path / "OPENAI_API_KEY").write_text("sk-file")
    (tmp_path / "PALJA_SECRET").write_text("from a file of its own")
    settings = load(tmp_path, OPENAI_API_KEY="sk-environ", PALJA_SECRET=" ")

    assert revealed(settings) == ("sk-environ", "from a file of its own")


def test_env_files_name_directories_too_and_come_before_them(tmp_path: Path) -> None:
    (tmp_path / "OPENAI_API_KEY").write_text("sk-file")
    (tmp_path / "PALJA_SECRET").write_text("from a file of its own")
    env_file = tmp_path / "env"
    env_file.write_text(
        f'PALJA_SECRETS_DIRS={tmp_path}\nPALJA_SECRET=from an .env file\nOPENAI_API_KEY=""\n'
    )
    settings = load_settings({}, env_files=(env_file,))

    assert revealed(settings) == ("sk-file", "from an .env file")


def test_of_several_directories_the_first_counts(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / "OPENAI_API_KEY").write_text(folder.name)
    (other / "PALJA_SECRET").write_text("the other's secret")

    assert revealed(load(one, other)) == ("one", "the other's secret")


def test_a_directory_as_kubernetes_mounts_it_is_read_through_its_links(tmp_path: Path) -> None:
    data = tmp_path / "..2026_11_27"
    data.mkdir()
    (data / "OPENAI_API_KEY").write_text("sk-mounted")
    (tmp_path / "..data").symlink_to(data.name)
    (tmp_path / "OPENAI_API_KEY").symlink_to("..data/OPENAI_API_KEY")

    assert revealed(load(tmp_path))[0] == "sk-mounted"


def test_a_directory_that_is_not_there_is_told(tmp_path: Path) -> None:
    line = refusal(tmp_path / "nowhere")
    assert line.startswith("PALJA_SECRETS_DIRS: ")
    assert "nowhere" in line


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "OPENAI_API_KEY").touch(0o000)
    assert refusal(tmp_path).startswith("OPENAI_API_KEY: ")


@pytest.mark.parametrize("data", [b"x" * (MAX_BYTES + 1), b"\xff\xfe\x00"], ids=["long", "no text"])
def test_a_file_of_something_else_is_told_without_its_content(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "OPENAI_API_KEY").write_bytes(data)
    line = refusal(tmp_path)
    assert line.startswith("OPENAI_API_KEY: ")
    assert "xxx" not in line


def test_a_wrong_value_in_a_file_is_told_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "PALJA_REDIS_URL").write_text("http://:hush@redis")
    line = refusal(tmp_path)
    assert line.startswith("PALJA_REDIS_URL: ")
    assert "hush" not in line


def test_settings_that_hold_secrets_are_known() -> None:
    assert {*secret_variables()} >= {
        "GOOGLE_API_KEY", "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "PALJA_SECRET", "PALJA_REDIS_URL",
        "PALJA_BROKER_URL",
    }  # fmt: skip
    assert "PALJA_PORT" not in secret_variables()
    assert "PALJA_OPENAI_BASE_URL" not in secret_variables()
