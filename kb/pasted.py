"""What somebody pasted, taken apart as a browser would: links, e-mail addresses, phone numbers and account names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

MAX_LENGTH = 2000
MAX_FOUND = 5
_INVISIBLE = "\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
_HIDDEN = re.compile(f"[{_INVISIBLE}\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_PARTING = re.compile(r"[\s<>，；、！？：（）【】「」『』《》“”]+|。(?![A-Za-z0-9])|(?<=[^\x00-\x7f])。")
_AROUND = "()[]{}\"'‘’,;!?…*`|"
_DEFANGED = ((re.compile(r"\[\.\]|\(\.\)|\[dot\]", re.I), "."), (re.compile(r"^hxxp", re.I), "http"),
             (re.compile("[。｡．]"), "."))  # fmt: skip
_PHONE = re.compile(r"(?:tel:|☎)?\s*[+＋]?[(（]?\d(?:[\s().（）/\-‐‑–]*\d){6,}", re.I)
_EMAIL = re.compile(r"[^\s@/\\?#:\"]+@[^\s@/\\?#:]+\.[^\s@/\\?#:.]+\.?")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?!\d+(?:[/?#]|$))", re.I)
_HANDLE = re.compile(r"@[\w.\-]{2,64}|(?=[\w\-]*[^\W\d_])[^\W_][\w\-]{2,63}")
_LINK = re.compile(r"[^\s./\\?#@:]+(?:\.[^\s./\\?#@:]+)+\.?(?:[:/\\?#].*|)", re.S)
_WALLET = re.compile(
    r"0x[0-9a-f]{40}|T[1-9A-HJ-NP-Za-km-z]{33}|bc1[0-9a-z]{20,80}|[13][1-9A-HJ-NP-Za-km-z]{25,34}", re.I
)


@dataclass(frozen=True, slots=True)
class Pasted:
    """kind: link | email | phone | handle | wallet. text: as it was pasted. value: the e-mail address, digits or name.
    host, rest, userinfo, scheme: of a link, as browsers read it. is_tricky: it hides or imitates a part of itself."""

    kind: str
    text: str
    value: str = ""
    host: str = ""
    rest: str = ""
    userinfo: str = ""
    scheme: str = ""
    is_tricky: bool = False


def found_in(text: str) -> tuple[Pasted, ...]:
    """What a text holds that can be judged, at most MAX_FOUND, in its order; nothing for a text of mere words."""
    text = text[:MAX_LENGTH].strip().strip("".join(map(chr, range(0x200B, 0x2010))) + "\ufeff\u202a\u202c")
    visible = _HIDDEN.sub("", text)
    if _PHONE.fullmatch(visible.strip()):
        return (_phone(visible),)
    tokens = [token for token in _PARTING.split(text) if token.strip(_AROUND)]
    found = [each for token in tokens for each in _read(token, is_alone=len(tokens) <= 4)]
    found += [_phone(match[0]) for match in _PHONE.finditer(visible)] if len(tokens) > 1 else []
    return tuple({(each.kind, each.value, each.host, each.rest): each for each in found}.values())[:MAX_FOUND]


def _read(token: str, is_alone: bool) -> list[Pasted]:
    """A token as what it is; several for a mailto: with several addresses. is_alone: a plain word may be a name."""
    shown = token.strip(_AROUND)
    text = _HIDDEN.sub("", shown)
    is_tricky = text != shown or any(_imitates(char) for char in text)
    for pattern, plain in _DEFANGED:
        text = pattern.sub(plain, text)
    if _WALLET.fullmatch(text):
        return [Pasted("wallet", shown, text)]
    if text.lower().startswith("mailto:"):
        addresses = _EMAIL.findall(
            unquote(text[7:]).replace("?", " ").replace("&", " ").replace(",", " ").replace("=", " ")
        )
        return [_email(address, address, is_tricky) for address in addresses]
    if _EMAIL.fullmatch(text):
        return [_email(text.rstrip("."), shown, is_tricky)]
    if text.startswith("@"):
        return [Pasted("handle", shown, _folded(text[1:].rstrip(".")))] if _HANDLE.fullmatch(text) else []
    if _SCHEME.match(text) or text.startswith(("//", "\\\\")) or "@" in text or _LINK.fullmatch(text):
        return [_link(text, shown, is_tricky)]
    return [Pasted("handle", shown, _folded(text))] if is_alone and _HANDLE.fullmatch(text) else []


def _email(address: str, shown: str, is_tricky: bool) -> Pasted:
    local, _, domain = _folded(unquote(address)).rpartition("@")
    return Pasted("email", shown, f"{local}@{ascii_host(domain)}", host=ascii_host(domain), is_tricky=is_tricky)


def _phone(text: str) -> Pasted:
    digits = "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())
    is_international = bool(re.search(r"[+＋]", text)) or digits.startswith("00")
    value = "+" + digits.removeprefix("00") if is_international else digits
    return Pasted("phone", text.strip(), value)


def _link(text: str, shown: str, is_tricky: bool) -> Pasted:
    """A link by the rules of browsers: a backslash is a slash, and only what follows the last @ is the host."""
    scheme = _SCHEME.match(text)
    name = scheme[1].lower() if scheme and "." not in scheme[1] else ""
    if name and name not in ("http", "https"):
        return Pasted("link", shown, host="", rest=text, scheme=name, is_tricky=is_tricky)
    after = text[scheme.end() :] if scheme and name else text
    authority, rest = _parted(after.lstrip("/\\"))
    userinfo, _, place = authority.rpartition("@")
    host = ascii_host(re.sub(r":\d*$", "", _folded(unquote(place, errors="replace"))).strip("."))
    is_tricky = is_tricky or "\\" in text.partition("?")[0].partition("#")[0]
    return Pasted("link", shown, host=host, rest=rest, userinfo=unquote(userinfo), scheme=name, is_tricky=is_tricky)


def _parted(text: str) -> tuple[str, str]:
    end = next((place for place, char in enumerate(text) if char in "/\\?#"), len(text))
    return text[:end], text[end:]


def ascii_host(host: str) -> str:
    """The host as name servers know it: letters of other alphabets in their xn-- form."""
    return ".".join(
        label if label.isascii() else "xn--" + label.encode("punycode", "replace").decode() for label in host.split(".")
    )


def readable_host(host: str) -> str:
    """The host as it looks in an address bar that shows every alphabet; a form that can't be read stays as it is."""
    return ".".join(_readable(label) for label in host.split("."))


def _readable(label: str) -> str:
    if not label.startswith("xn--") or len(label) > 100:
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, OverflowError, ValueError):
        return label


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate({0x3002: ".", 0xFF61: "."})


def _imitates(char: str) -> bool:
    """True for a character that isn't, but may be read as, one that parts an address."""
    return not char.isascii() and (
        char in "⁄∕⧸╱⟋﹨∖：꞉" or bool(set(unicodedata.normalize("NFKC", char)) & set("/?#@:\\"))
    )
