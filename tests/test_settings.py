"""Settings: which source wins, and what a mistake is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kb import settings
from kb.settings import SettingInvalid, Settings, load

EVERY: dict[str, Any] = {
    "content": Path("docs"),
    "data": Path("state"),
    "host": "::1",
    "port": 9000,
    "base_url": "https://help.example.com",
    "watch": False,
    "preview": True,
    "workers": 3,
    "threads": 7,
    "journal": "sqlite:///elsewhere.sqlite",
    "least_visitors": 5,
    "proxies": 2,
    "remembered_answers": 50,
    "render_timeout_s": 0.5,
    "render_memory_mb": 256,
    "cards": False,
    "card_fonts": "fonts/own.otf, fonts/other.ttf",
    "vectors_model": Path("models/minilm"),
    "vectors_locales": "en, de",
    "llm_url": "http://localhost:11434/v1",
    "llm_name": "small",
    "llm_key": "secret",
    "smtp_host": "mail.example.com",
    "smtp_port": 465,
    "smtp_user": "desk",
    "smtp_password": "hush",
    "smtp_tls": "tls",
    "contact_to": "support@example.com",
    "contact_from": "form@example.com",
    "contact_attachment_mb": 8,
}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where kb.yml is looked for."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "kb.yml"


def fault(environ: dict[str, str] | None = None, **overrides: Any) -> str:
    with pytest.raises(SettingInvalid) as caught:
        load(overrides, environ or {})
    return str(caught.value)


def test_each_source_wins_over_the_one_before(file: Path) -> None:
    assert load({}, {}).port == 8000
    file.write_text("port: 1001\n", encoding="utf-8")
    assert load({}, {}).port == 1001
    assert load({}, {"KB_PORT": "1002"}).port == 1002
    assert load({"port": 1003}, {"KB_PORT": "1002"}).port == 1003


def test_an_option_that_was_not_given_leaves_the_other_sources_alone(file: Path) -> None:
    assert load({"port": None, "watch": None}, {"KB_PORT": "1002", "KB_WATCH": "no"}) == Settings(
        port=1002, watch=False
    )


def test_an_option_that_says_no_wins_over_a_yes(file: Path) -> None:
    assert load({"watch": False}, {"KB_WATCH": "yes"}).watch is False


def test_without_any_source_the_defaults_are_in_force(file: Path) -> None:
    assert load({}, {}) == Settings()


def test_every_setting_can_stand_in_the_file(file: Path) -> None:
    file.write_text("\n".join(f"{name}: {value}" for name, value in EVERY.items()), encoding="utf-8")
    assert load({}, {}) == Settings(**EVERY)


def test_every_setting_can_stand_in_the_environment(file: Path) -> None:
    assert load({}, {f"KB_{name.upper()}": str(value) for name, value in EVERY.items()}) == Settings(**EVERY)


def test_a_child_process_is_told_the_same_settings(file: Path) -> None:
    chosen = Settings(**EVERY)
    assert load({}, chosen.environment()) == chosen
    assert load({}, Settings().environment()) == Settings()


def test_every_setting_says_what_it_is_for_and_this_test_knows_them_all() -> None:
    assert settings.names() == tuple(EVERY)
    assert all(settings.help_of(name).endswith(".") for name in settings.names())
    assert settings.unit_of("render_timeout_s") == "seconds"


@pytest.mark.parametrize("text", ["yes", "on", "1", "true", "YES", " True "])
def test_yes_has_many_spellings(file: Path, text: str) -> None:
    assert load({}, {"KB_PREVIEW": text}).preview is True


@pytest.mark.parametrize("text", ["no", "off", "0", "false", "No"])
def test_no_has_many_spellings(file: Path, text: str) -> None:
    assert load({}, {"KB_WATCH": text}).watch is False


def test_the_file_can_be_elsewhere(file: Path, tmp_path: Path) -> None:
    file.write_text("port: 1001\n", encoding="utf-8")
    other = tmp_path / "other.yml"
    other.write_text("port: 2002\n", encoding="utf-8")
    assert load({}, {"KB_SETTINGS": str(other)}).port == 2002


def test_a_file_that_is_named_but_missing_is_an_error(file: Path) -> None:
    assert fault({"KB_SETTINGS": "nowhere.yml"}) == (
        "KB_SETTINGS: nowhere.yml doesn't exist; name a file or unset the variable."
    )


@pytest.mark.parametrize(
    ("variable", "hint"),
    [
        ("KB_PROT", "did you mean port?"),
        ("KB_BASEURL", "did you mean base_url?"),
        ("KB_WORKER", "did you mean workers?"),
    ],
)
def test_a_slip_in_a_name_is_told_the_nearest(file: Path, variable: str, hint: str) -> None:
    assert fault({variable: "1"}) == f"{variable}: {variable[3:].lower()} is no setting; {hint}"


def test_a_name_like_no_other_is_told_them_all(file: Path) -> None:
    assert fault({"KB_ZZZ": "1"}) == f"KB_ZZZ: zzz is no setting; known are: {', '.join(EVERY)}."


def test_a_slip_in_the_file_names_the_file(file: Path) -> None:
    file.write_text("prot: 80\n", encoding="utf-8")
    assert fault() == "kb.yml: prot is no setting; did you mean port?"


def test_other_variables_of_the_environment_are_nobodys_business(file: Path) -> None:
    assert load({}, {"PATH": "/bin", "KB_TEST_DATA": "x", "KBPORT": "1"}) == Settings()


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"KB_PORT": "80a"}, "KB_PORT: port is '80a'; give a whole number."),
        ({"KB_PORT": "9" * 5_000}, "give a whole number."),
        ({"KB_PORT": "0"}, "settings: port is 0; give a number from 1 to 65535."),
        ({"KB_PORT": "70000"}, "settings: port is 70000; give a number from 1 to 65535."),
        ({"KB_WORKERS": "-1"}, "settings: workers is -1; give a number from 1 to 64."),
        ({"KB_THREADS": "65"}, "settings: threads is 65; give a number from 1 to 64."),
        ({"KB_WATCH": "maybe"}, "KB_WATCH: watch is 'maybe'; give yes or no."),
        ({"KB_RENDER_TIMEOUT_S": "soon"}, "KB_RENDER_TIMEOUT_S: render_timeout_s is 'soon'; give a number."),
        ({"KB_RENDER_TIMEOUT_S": "nan"}, "settings: render_timeout_s is nan; give a number from"),
        ({"KB_RENDER_TIMEOUT_S": "0"}, "settings: render_timeout_s is 0.0; give a number from"),
        ({"KB_RENDER_TIMEOUT_S": "inf"}, "settings: render_timeout_s is inf; give a number from"),
        ({"KB_RENDER_MEMORY_MB": "0"}, "settings: render_memory_mb is 0; give a number from"),
        ({"KB_BASE_URL": "help.example.com"}, "settings: base_url must begin with https:// or http://."),
        ({"KB_BASE_URL": "javascript:alert(1)"}, "settings: base_url must begin with https:// or http://."),
    ],
)
def test_a_value_that_cannot_be_used_is_told_what_can(file: Path, environ: dict[str, str], message: str) -> None:
    assert message in fault(environ)


def test_an_option_out_of_range_is_refused_as_well(file: Path) -> None:
    assert fault(port=0) == "settings: port is 0; give a number from 1 to 65535."


@pytest.mark.parametrize("variable", ["KB_DATA", "KB_CONTENT", "KB_PORT", "KB_BASE_URL", "KB_WATCH"])
def test_an_empty_variable_counts_as_unset(file: Path, variable: str) -> None:
    file.write_text("port: 1001\n", encoding="utf-8")
    assert load({}, {variable: ""}) == Settings(port=1001)


def test_an_empty_value_in_the_file_counts_as_not_given(file: Path) -> None:
    file.write_text("data:\nport:\ncontent: docs\n", encoding="utf-8")
    assert load({}, {}) == Settings(content=Path("docs"))


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (b"- port\n- 80\n", "must hold `name: value` lines."),
        (b"just text\n", "must hold `name: value` lines."),
        (b"port: [80]\n", "port must be one value, not a list."),
        (b"data: {a: b}\n", "data must be one value, not a list."),
        (b"port: &a 80\n", "kb.yml: port is '&a 80'; give a whole number."),
        (b"[" * 5_000, "kb.yml: the file "),
        (b"port: 1\nport: 2\n", "kb.yml: the file "),
        ("host: \u9999".encode("gb18030"), "isn't UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_cause(file: Path, text: bytes, cause: str) -> None:
    file.write_bytes(text)
    message = fault()
    assert message.startswith("kb.yml: ")
    assert cause in message


def test_an_empty_file_changes_nothing(file: Path) -> None:
    file.write_text("\n# nothing yet\n", encoding="utf-8")
    assert load({}, {}) == Settings()


def test_each_content_folder_has_its_own_data_and_previews_apart(tmp_path: Path) -> None:
    one, other = tmp_path / "a/docs", tmp_path / "b/docs"
    states = {
        Settings(content=one).state,
        Settings(content=other).state,
        Settings(content=one, preview=True).state,
        Settings(content=one, data=tmp_path / "d").state,
        Settings(content=one, data=tmp_path / "d", preview=True).state,
    }
    assert len(states) == 5
    assert Settings(content=one).state == Settings(content=one / "../docs").state
    assert Settings(content=one, data=tmp_path / "d").state == tmp_path / "d"
