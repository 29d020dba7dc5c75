"""Which addresses an article may link to, and how a look-alike host is shown."""

from __future__ import annotations

import re

MAX_URL = 2048

_SCHEME = re.compile(r"[^/?#]*?:")
_WEB = re.compile(r"(https?)://([^/?#]+)(.*)", re.I | re.S)
_HOST = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?|\[[0-9a-f:.]+\]", re.I
)
_MAIL = re.compile(r"mailto:[\w.+-]+@[\w.-]+(?:\?[\w=&%.+-]*)?", re.I | re.A)
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\\\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_ESCAPES = str.maketrans({" ": "%20", "<": "%3C", ">": "%3E", '"': "%22", "`": "%60"})


def safe_url(url: str, is_image: bool = False) -> str | None:
    """The address in a form that is safe in href or src, or None when it is refused.

    Allowed: http, https, mailto (not for images) and relative ones. Refused: `//host`, backslashes, control and
    invisible characters, user names before the host, every other scheme. A host beyond ASCII becomes punycode.
    """
    url = url.strip(" \t\r\n")
    if len(url) > MAX_URL or _FORBIDDEN.search(url) or url.startswith("//"):
        return None
    url = url.translate(_ESCAPES)
    web = _WEB.fullmatch(url)
    if web:
        host = ascii_authority(web[2])
        return f"{web[1].lower()}://{host}{web[3]}" if host else None
    if _SCHEME.match(url):
        return url if not is_image and _MAIL.fullmatch(url) else None
    return url


def ascii_authority(authority: str) -> str:
    """The authority (host and port) with the host in ASCII, or "" when it isn't a plain host and port."""
    host, colon, port = authority.rpartition(":") if re.search(r":\d{0,5}$", authority) else (authority, "", "")
    if len(host) > 253 or "@" in host or "%" in host:
        return ""
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    return f"{host}{colon}{port}" if _HOST.fullmatch(host) else ""


def is_external(url: str) -> bool:
    """True for an address on another host."""
    return url.startswith(("http://", "https://"))


def punycode_host(url: str) -> str:
    """The host of a web address when it holds punycode, else ""."""
    match = _WEB.match(url)
    host = match[2].lower() if match else ""
    return host if host.startswith("xn--") or ".xn--" in host else ""


_HOST_IN_TEXT = re.compile(r"[^\s<>()/\"'，。；、：:@&;]{1,200}")


def shown_text(text: str, host: str) -> str:
    """A link's text with the host that it really leads to: look-alike hosts in it become `host`, else it is added."""
    shown = _HOST_IN_TEXT.sub(lambda m: host if _is_look_alike(m[0], host) else m[0], text)
    return shown if host in shown else f"{shown} ({host})"


def _is_look_alike(word: str, host: str) -> bool:
    return (
        "." in word and not word.isascii() and ascii_authority(word.lower()).partition(":")[0] == host.partition(":")[0]
    )
