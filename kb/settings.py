"""Settings: one frozen object; default < file < KB_* environment < command line."""

from __future__ import annotations

import difflib
import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from kb.content import yaml_text
from kb.content.text_file import UnreadableText, decode, read_bytes
from kb.errors import HelpCenterError

FILE_NAME = "kb.yml"
PREFIX = "KB_"
PARENT_VARIABLE = "JIEDA_PARENT"  # not a setting: the process that a web process ends with
RESERVED = {
    "KB_SETTINGS",
    "KB_TEST_DATA",
    "KB_REQUIRE_BROWSER",
    "KB_BENCH_CACHE",
}  # the file, and what tests and benches are told
RANGES: tuple[tuple[str, float, float], ...] = (  # a Python that renders doesn't start in less than 64 MiB
    ("port", 1, 65535),
    ("workers", 1, 64),
    ("threads", 1, 64),
    ("least_visitors", 1, 1000),
    ("proxies", 0, 9),
    ("remembered_answers", 0, 1_000_000),
    ("render_timeout_s", 0.1, 600),
    ("render_memory_mb", 64, 65536),
    ("smtp_port", 1, 65535),
    ("contact_attachment_mb", 0, 50),
)
YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
TLS = ("starttls", "tls", "none")
EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")


class SettingInvalid(HelpCenterError):
    """A setting has a name or a value that can't be used."""

    def __init__(self, source: str, name: str, cause: str) -> None:
        super().__init__(f"{source}: {name} {cause}")


def _setting(default: Any, help_text: str, unit: str = "", is_secret: bool = False) -> Any:
    return field(default=default, repr=not is_secret, metadata={"help": help_text, "unit": unit})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, checked. `help_of(name)` and `unit_of(name)` describe each; docs/settings.md lists them."""

    content: Path = _setting(Path("articles"), "The folder of Markdown articles.", "path")
    data: Path | None = _setting(None, "The folder for the index and caches; by default one per content.", "path")
    host: str = _setting("127.0.0.1", "The address to listen on; 0.0.0.0 for every network interface.")
    port: int = _setting(8000, "The port to listen on.", "1-65535")
    base_url: str = _setting("", "The public address, https://help.example.com; overrides site.yml's.", "URL")
    watch: bool = _setting(True, "Whether saved files are published at once.")
    preview: bool = _setting(False, "Whether drafts and internal articles are shown, marked, for editors only.")
    workers: int = _setting(1, "Web processes.", "processes, 1-64")
    threads: int = _setting(1, "Requests that one web process works on at once.", "threads, 1-64")
    journal: str = _setting("", "The database of what visitors do; by default a file in `data`.", "SQLAlchemy URL, off")
    least_visitors: int = _setting(
        3, "Visitors of one day who must have done the same before others are shown it.", "visitors, 1-1000"
    )
    proxies: int = _setting(0, "Trusted proxies in front, which say who a visitor is in X-Forwarded-For.", "0-9")
    remembered_answers: int = _setting(
        2000, "Answers of the API's searches kept until a change.", "answers, 0 for none"
    )
    render_timeout_s: float = _setting(2.0, "The longest that one article may take to become HTML.", "seconds")
    render_memory_mb: int = _setting(512, "The most memory that making HTML may take.", "MiB")
    cards: bool = _setting(True, "Whether articles get image cards, where jieda[cards] is installed.")
    card_fonts: str = _setting("", "Font files for the image cards of jieda[cards], tried first; commas between.")
    vectors_model: Path | None = _setting(None, "A folder with a sentence-embedding model, for jieda[vectors].", "path")
    vectors_locales: str = _setting("en", "The locales that the model knows, such as en, de; others do without it.")
    llm_url: str = _setting("", "A language model that speaks the OpenAI protocol, for kb suggest --model.", "URL")
    llm_name: str = _setting("", "The model's name there.")
    llm_key: str = _setting("", "The key that is sent to it.", is_secret=True)
    smtp_host: str = _setting("", "The mail server that sends what the contact form takes; without it, no form.")
    smtp_port: int = _setting(587, "Its port: 587 for starttls, 465 for tls.", "1-65535")
    smtp_user: str = _setting("", "The account to sign in with; none for a server that asks for none.")
    smtp_password: str = _setting("", "The account's password; never shown or logged.", is_secret=True)
    smtp_tls: str = _setting("starttls", "How the connection is kept secret.", "starttls, tls or none")
    contact_to: str = _setting("", "Where the contact form's messages go.", "e-mail address")
    contact_from: str = _setting("", "The sender that they carry; by default the address they go to.", "e-mail address")
    contact_attachment_mb: int = _setting(5, "The most that all files of one message may weigh.", "MiB, 0 for no files")

    def __post_init__(self) -> None:
        for name, low, high in RANGES:
            if not low <= getattr(self, name) <= high:
                raise SettingInvalid("settings", name, f"is {getattr(self, name)}; give a number from {low} to {high}.")
        for name in ("base_url", "llm_url"):
            if getattr(self, name) and not getattr(self, name).startswith(("http://", "https://")):
                raise SettingInvalid("settings", name, "must begin with https:// or http://.")
        for name in ("contact_to", "contact_from"):
            if getattr(self, name) and not EMAIL.fullmatch(getattr(self, name)):
                raise SettingInvalid("settings", name, "must be one e-mail address, support@example.com.")
        if self.smtp_tls not in TLS:
            raise SettingInvalid("settings", "smtp_tls", f"is {self.smtp_tls!r}; give one of {', '.join(TLS)}.")
        if self.smtp_host and not self.contact_to:
            raise SettingInvalid(
                "settings", "contact_to", "is missing: smtp_host needs the address that messages go to."
            )

    @property
    def state(self) -> Path:
        """The folder that holds this content's index and caches; previews have one of their own. It stays the same
        when a link that names the content leads elsewhere."""
        named = Path(os.path.abspath(self.content))  # noqa: PTH100 - resolve() would follow the link
        digest = hashlib.sha256(os.fsencode(named)).hexdigest()[:8]
        folder = self.data if self.data is not None else Path(".kb-data") / f"{named.name or 'root'}-{digest}"
        return folder / "preview" if self.preview else folder

    def environment(self) -> dict[str, str]:
        """The same settings as KB_* variables, for a child process."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {PREFIX + name.upper(): _written(value) for name, value in values.items() if value is not None}


def load(overrides: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in force. overrides: from the command line, None = not given. The file is KB_SETTINGS or kb.yml of
    the current folder; an empty value counts as not given. Raises SettingInvalid, naming the nearest key where one is
    unknown."""
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    path = Path(environ.get("KB_SETTINGS", FILE_NAME))
    if path.is_file():
        values.update(_from_file(path))
    elif "KB_SETTINGS" in environ:
        raise SettingInvalid("KB_SETTINGS", str(path), "doesn't exist; name a file or unset the variable.")
    for variable, text in environ.items():
        if variable.startswith(PREFIX) and variable not in RESERVED:
            name = _known(variable[len(PREFIX) :].lower(), variable)
            if text.strip():
                values[name] = _read(name, text, variable)
    values.update({name: value for name, value in (overrides or {}).items() if value is not None})
    return Settings(**values)


def help_of(name: str) -> str:
    """One line on what a setting is for."""
    return str(_field(name).metadata["help"])


def unit_of(name: str) -> str:
    """Unit or form of a setting's value; "" where its type says it."""
    return str(_field(name).metadata["unit"])


def names() -> tuple[str, ...]:
    """Every setting, in the order of their documentation."""
    return tuple(f.name for f in fields(Settings))


def _field(name: str) -> Any:
    return next(f for f in fields(Settings) if f.name == name)


def _from_file(path: Path) -> dict[str, Any]:
    try:
        parsed = yaml_text.load(decode(read_bytes(path)).text)
    except UnreadableText as fault:
        raise SettingInvalid(str(path), "can't be used:", f"{fault}.") from fault
    if parsed.problems or not isinstance(parsed.value, dict):
        cause = parsed.problems[0].message if parsed.problems else "must hold `name: value` lines."
        raise SettingInvalid(str(path), "the file", cause)
    found = {}
    for key, value in parsed.value.items():
        name = _known(str(key), str(path))
        if not isinstance(value, str):
            raise SettingInvalid(str(path), name, "must be one value, not a list.")
        if value:
            found[name] = _read(name, value, str(path))
    return found


def _known(name: str, source: str) -> str:
    if name in names():
        return name
    near = difflib.get_close_matches(name, names(), n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"known are: {', '.join(names())}."
    raise SettingInvalid(source, name, f"is no setting; {hint}")


def _read(name: str, text: str, source: str) -> Any:
    kind = str(_field(name).type)
    try:
        if kind.startswith("Path"):
            return Path(text).expanduser()
        if kind == "bool":
            return _boolean(text)
        return {"int": int, "float": float}.get(kind, str)(text)
    except ValueError:
        wanted = {"int": "a whole number", "float": "a number", "bool": "yes or no"}[kind]
        raise SettingInvalid(source, name, f"is {text!r}; give {wanted}.") from None


def _boolean(text: str) -> bool:
    lowered = text.strip().lower()
    if lowered in YES | NO:
        return lowered in YES
    raise ValueError(text)


def _written(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
