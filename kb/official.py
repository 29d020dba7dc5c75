"""Is this really ours? What is pasted, held against every official way to reach us. Nothing is ever fetched."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from kb.channel import Channel
from kb.lookalike import distance, is_slip, skeleton
from kb.pasted import Pasted, ascii_host, found_in, readable_host

VERDICTS = ("lookalike", "foreign", "official")  # worst first
REASONS = (
    "listed", "domain", "homoglyph", "typo", "name", "tld", "userinfo", "path", "phone", "tricky", "scheme", "unlisted",
    "shared", "phone_part", "wallet", "stranger",
)  # fmt: skip
# Where everybody may have an account or a site: there, only the address itself is ours, never the whole host.
SHARED = frozenset((
    "t.me", "telegram.me", "telegram.org", "x.com", "twitter.com", "facebook.com", "fb.com", "fb.me", "m.me",
    "messenger.com", "wa.me", "whatsapp.com", "line.me", "lin.ee", "instagram.com", "youtube.com", "youtu.be",
    "discord.gg", "discord.com", "weibo.com", "weixin.qq.com", "qq.com", "zhihu.com", "bilibili.com",
    "xiaohongshu.com", "douyin.com", "tiktok.com", "reddit.com", "linkedin.com", "medium.com", "github.com",
    "github.io", "gitlab.io", "pages.dev", "vercel.app", "netlify.app", "web.app", "herokuapp.com", "wordpress.com",
    "blogspot.com", "notion.site", "gitbook.io", "zendesk.com", "freshdesk.com", "intercom.help", "kakao.com",
    "naver.com", "gmail.com", "googlemail.com", "google.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com",
    "icloud.com", "proton.me", "protonmail.com", "163.com", "126.com", "foxmail.com", "bit.ly", "linktr.ee",
))  # fmt: skip
_SECOND_LEVEL = frozenset(("co", "com", "org", "net", "gov", "ac", "edu", "or", "ne", "go", "gob"))
_SUBSTRING, _SHORTEST = 6, 4  # letters from which a name is looked for inside words, and at all


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of one thing. verdict: of VERDICTS; reason: of REASONS. target: the host that a link or address
    really leads to, readable; spelled: its xn-- form where that differs. like: the official one that it is or imitates.
    channel: id of the channel that it is, or ""."""

    pasted: Pasted
    verdict: str
    reason: str
    target: str = ""
    spelled: str = ""
    like: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Official:
    """Everything that is ours. Each maps a form for comparing to what it is shown as. domains: with all below them.
    places: (host, path) of our accounts on hosts that aren't ours. channels: ids by what is shown."""

    hosts: dict[str, str] = field(default_factory=dict)
    domains: dict[str, str] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)
    handles: dict[str, str] = field(default_factory=dict)
    places: dict[tuple[str, str], str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)

    def judge(self, text: str) -> tuple[Verdict, ...]:
        """A verdict on each thing that the text holds, worst first; none when it holds nothing that can be judged."""
        found = found_in(text)
        verdicts = [self._judged(each) for each in found]
        if " " in text.strip():  # among other words a plain one counts only as an account of ours or its imitation
            verdicts = [v for v in verdicts if not _is_word(v.pasted) or v.reason in ("listed", "homoglyph", "typo")]
            verdicts = [v for v in verdicts if not _is_word(v.pasted)] or verdicts
        return tuple(sorted(verdicts, key=lambda verdict: VERDICTS.index(verdict.verdict)))

    def _judged(self, pasted: Pasted) -> Verdict:
        if pasted.kind == "wallet":
            return Verdict(pasted, "foreign", "wallet")
        judge = {"phone": self._phone, "handle": self._handle, "email": self._email, "link": self._link}[pasted.kind]
        verdict = judge(pasted)
        if pasted.is_tricky and (verdict.verdict == "official" or verdict.reason == "name"):
            return Verdict(pasted, "lookalike", "tricky", like=verdict.like)
        return verdict

    def _is(self, pasted: Pasted, shown: str, reason: str = "listed") -> Verdict:
        return Verdict(pasted, "official", reason, readable_host(pasted.host), "", shown, self.channels.get(shown, ""))

    def _phone(self, pasted: Pasted) -> Verdict:
        digits = pasted.value.lstrip("+")
        if f"+{digits}" in self.phones:
            return self._is(pasted, self.phones[f"+{digits}"])
        for number, shown in self.phones.items():
            if distance(digits, number[1:], most=1) == 1:
                return Verdict(pasted, "lookalike", "phone", like=shown)
            national = digits.lstrip("0")
            if pasted.value[0] != "+" and len(national) >= 7 and number.endswith(national):
                return Verdict(pasted, "foreign", "phone_part", like=shown)
            if (
                pasted.value[0] != "+"
                and len(national) >= 8
                and distance(national, number[-len(national) :], most=1) == 1
            ):
                return Verdict(pasted, "lookalike", "phone", like=shown)
        return Verdict(pasted, "foreign", "stranger")

    def _handle(self, pasted: Pasted) -> Verdict:
        name = pasted.value
        if name in self.handles:
            return self._is(pasted, self.handles[name])
        if owner := self._owner(name):
            return self._is(pasted, owner, "domain")
        reason, like = self._likeness_of_name(name, {**self.handles, **self.names})
        return Verdict(pasted, "lookalike" if reason else "foreign", reason or "stranger", like=like)

    def _email(self, pasted: Pasted) -> Verdict:
        local, _, host = pasted.value.rpartition("@")
        if pasted.value in self.emails:
            return self._is(pasted, self.emails[pasted.value])
        if self._domain(host):
            return self._is(pasted, self._owner(host), "domain")
        verdict = self._host(pasted)
        if verdict.verdict == "official" or verdict.reason == "unlisted":
            return Verdict(pasted, "foreign", "unlisted", host, like=verdict.like)
        if verdict.reason in ("stranger", "shared"):
            locals_there = {
                email.rpartition("@")[0]: shown for email, shown in self.emails.items() if email.endswith(f"@{host}")
            }
            reason, like = self._likeness_of_name(local, {**locals_there, **self.names})
            if reason or self._mention(local):
                like = like or self._mention(local)
                return Verdict(pasted, "lookalike", reason or "name", *_spellings(host), like)
        return verdict

    def _link(self, pasted: Pasted) -> Verdict:
        if not pasted.host:
            like = self._mention(pasted.rest)
            return Verdict(pasted, "lookalike" if like else "foreign", "scheme", pasted.scheme + ":", like=like)
        return self._host(pasted)

    def _host(self, pasted: Pasted) -> Verdict:
        """The verdict on where a link or an e-mail address leads."""
        host, (target, spelled) = pasted.host, _spellings(pasted.host)
        if shown := self._owner(host):
            return self._is(pasted, shown, "domain" if not self.channels.get(shown) else "listed")
        place = self._place(host, pasted.rest)
        if place:
            return self._is(pasted, place)
        unlisted = next((h for h in (*self.hosts, *self.domains) if registrable(h) == registrable(host)), "")
        if unlisted:
            return Verdict(pasted, "foreign", "unlisted", target, spelled, unlisted)
        reason, like = self._likeness_of_host(pasted, target)
        if reason:
            return Verdict(pasted, "lookalike", reason, target, spelled, like)
        account = next((shown for (at, _), shown in self.places.items() if at == host.removeprefix("www.")), "")
        return Verdict(pasted, "foreign", "shared" if account else "stranger", target, spelled, account)

    def _owner(self, host: str) -> str:
        """What we show for a host that is ours, "" for any other."""
        bare = host.removeprefix("www.")
        return self.hosts.get(bare, "") or self._domain(bare)

    def _domain(self, host: str) -> str:
        """What we show for a host that is one of the domains or below one, "" for any other."""
        found = (shown for domain, shown in self.domains.items() if host == domain or host.endswith(f".{domain}"))
        return next(found, "")

    def _place(self, host: str, rest: str) -> str:
        path = re.split(r"[?#]", unquote(rest).casefold())[0].rstrip("/")
        is_plain = ".." not in path and "\\" not in path
        return next(
            (shown for (at, below), shown in self.places.items()
             if is_plain and at == host.removeprefix("www.") and (path == below or path.startswith(f"{below}/"))), ""
        )  # fmt: skip

    def _likeness_of_host(self, pasted: Pasted, target: str) -> tuple[str, str]:
        """Pair (reason, the official one that is imitated); ("", "") for a host that has nothing of ours."""
        seen = skeleton(target)
        for own in (*self.hosts, *self.domains):
            if seen == skeleton(own) or seen.endswith(f".{skeleton(own)}"):
                return "homoglyph", own
        if pasted.userinfo and self._mention(pasted.userinfo):
            return "userinfo", self._mention(pasted.userinfo)
        label = registrable(target).partition(".")[0]
        for name, shown in self.names.items():
            if skeleton(label) == name:
                return ("tld" if label in shown.casefold() else "homoglyph"), shown
        if self._mention(target):
            return "name", self._mention(target)
        for part in target.split(".")[:-1] or [target]:
            for word in {part, *part.split("-")}:
                like = next((shown for name, shown in self.names.items() if is_slip(skeleton(word), name)), "")
                if like:
                    return "typo", like
        mentioned = self._mention(unquote(unquote(pasted.rest)))
        return ("path", mentioned) if mentioned else ("", "")

    def _likeness_of_name(self, name: str, known: dict[str, str]) -> tuple[str, str]:
        """The same for an account's name. known: what is shown, by name."""
        seen = skeleton(name)
        for own, shown in known.items():
            if seen == skeleton(own):
                return ("name" if name in shown.casefold() else "homoglyph"), shown
        for own, shown in known.items():
            if is_slip(seen, skeleton(own)):
                return "typo", shown
        mentioned = self._mention(name)
        return ("name", mentioned) if mentioned else ("", "")

    def _mention(self, text: str) -> str:
        """The official domain or name that a text carries in itself, as it is shown; "" for none."""
        seen = skeleton(text)
        squeezed, words = seen.replace("-", "").replace(".", " "), set(re.split(r"[\W_]+", seen))
        for own in (*self.hosts, *self.domains):
            if skeleton(own) in seen:
                return own
        for name, shown in self.names.items():
            is_long = len(name) >= _SUBSTRING or not name.isascii()
            if (is_long and name in squeezed) or name in words:
                return shown
        return ""


def official_of(channels: Iterable[Channel], listed: Iterable[str] = (), base_url: str = "") -> Official:
    """What is ours by channels.yml, by the site's own address, and by site.yml's `official`: domains ("x.example", with
    all below), e-mail domains ("@x.example"), accounts ("@name") and names that impostors use."""
    known = Official()
    for channel in channels:
        _add_channel(known, channel)
    if base_url:
        known.hosts.setdefault(found_in(base_url)[0].host.removeprefix("www."), base_url)
    for entry in listed:
        _add_listed(known, entry.strip())
    for own in (*known.hosts, *known.domains):
        _add_name(known, registrable(readable_host(own)).partition(".")[0], registrable(own))
    return known


def _add_channel(known: Official, channel: Channel) -> None:
    value = channel.value.strip()
    for each in found_in(value):
        shown = value.removeprefix("mailto:").removeprefix("tel:")
        known.channels.setdefault(shown, channel.id)
        if each.kind == "phone":
            known.phones.setdefault("+" + each.value.lstrip("+"), shown)
        elif each.kind == "email":
            known.emails.setdefault(each.value, shown)
            if registrable(each.host) not in SHARED and each.host not in known.hosts:
                _add_name(known, registrable(readable_host(each.host)).partition(".")[0], registrable(each.host))
        elif each.kind == "handle":
            known.handles.setdefault(each.value, shown)
        elif each.kind == "link" and each.host:
            host = each.host.removeprefix("www.")
            if channel.kind == "social" or _is_shared(host):
                path = re.split(r"[?#]", each.rest.casefold())[0].rstrip("/")
                known.places.setdefault((host, path), shown)
                known.handles.setdefault(path.rpartition("/")[2].lstrip("@"), shown)
            else:
                known.hosts.setdefault(host, shown)


def _add_listed(known: Official, entry: str) -> None:
    if "." in entry:
        domain = ascii_host(entry.casefold().lstrip("@").removeprefix("www."))
        known.domains.setdefault(domain, domain)
    elif entry.startswith("@"):
        known.handles.setdefault(entry[1:].casefold(), entry)
    elif entry:
        _add_name(known, entry, entry)


def _add_name(known: Official, name: str, shown: str) -> None:
    if len(name) >= (_SHORTEST if name.isascii() else 2):
        known.names.setdefault(skeleton(name), shown)


def _is_word(pasted: Pasted) -> bool:
    return pasted.kind == "handle" and "@" not in pasted.text


def _is_shared(host: str) -> bool:
    return any(host == shared or host.endswith(f".{shared}") for shared in SHARED)


def registrable(host: str) -> str:
    """The part of a host that somebody registered: "x.example" of "a.b.x.example", "x.co.uk" of "a.x.co.uk".
    An estimate without a list of registries; on hosts that many share, the customer's part counts too."""
    labels = host.split(".")
    size = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    if ".".join(labels[-size:]) in SHARED or _is_address(host):
        return host if _is_address(host) else ".".join(labels[-size - 1 :])
    return ".".join(labels[-size:])


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _spellings(host: str) -> tuple[str, str]:
    """Pair (readable, the xn-- form where it differs)."""
    readable = readable_host(host)
    return readable, host if readable != host else ""
