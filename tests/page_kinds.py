"""Every kind of page that readers see, in one table: what looks at pages looks at every line of it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.places import ROOT
from tests.small_site import PIXEL
from tests.visitor import Visitor


@dataclass(frozen=True)
class PageKind:
    """One kind of page. path: below the locale; {words} are those of WORDS. steps: what is done there before it is
    looked at, pairs of a selector and what is typed into it, "" for a click. shown: what must be there then. part: what
    of it is checked, where the rest is partly covered. status: of its address, before any step."""

    name: str
    path: str
    shown: str
    steps: tuple[tuple[str, str], ...] = ()
    status: int = 200
    part: str = "body"

    def address(self, locale: str) -> str:
        """The path of the page for readers of a locale."""
        return f"/{locale}" + self.path.format(**WORDS[locale])


WORDS = {
    "zh-CN": {"fees": "提币手续费", "wrong": "提币手续废", "typed": "tib"},
    "en": {"fees": "withdrawal fee", "wrong": "withdrawl fee", "typed": "with"},
    "ar": {"fees": "USDT", "wrong": "withdrawl fee", "typed": "رسوم"},
}
FORM = {"smtp_host": "127.0.0.1", "contact_to": "support@orivane.example"}  # settings by which there is a contact form
PAGE_KINDS = (
    PageKind("home", "/", ".cards"),
    PageKind("suggestions", "/", "#suggestions [role=option]", (("#q", "{typed}"),)),
    PageKind("suggestion-chosen", "/", "#suggestions [aria-selected=true]", (("#q", "{typed}"), ("#q", "\ue015"))),
    PageKind("languages", "/", "details.menu[open]", (("details.menu summary", ""),), part=".top"),
    PageKind("categories", "/categories", ".cards"),
    PageKind("category", "/categories/funds", ".cards"),
    PageKind("category-articles", "/categories/funds/withdrawal", ".listing"),
    PageKind("article", "/articles/1042", "article h1"),
    PageKind("article-everything", "/articles/8001", ".admonition"),
    PageKind("article-opened", "/articles/8001", ".share[open]", ((".share > summary", ""),)),
    PageKind("results", "/search?q={fees}", ".results"),
    PageKind("results-filtered", "/search?q={fees}&category=funds", ".results"),
    PageKind("results-corrected", "/search?q={wrong}", ".meant"),
    PageKind("results-weak", "/search?q=purple+elephants+dancing+network&lang=en", ".instead"),
    PageKind("results-none", "/search?q=qqqzzz&category=funds&tag=x", ".tips"),
    PageKind("results-nothing-asked", "/search", ".popular"),
    PageKind("article-elsewhere", "/articles/1003", "article h1"),
    PageKind("feedback", "/feedback/1042", "form.solved"),
    PageKind("feedback-comment", "/feedback/1042?step=comment&vote=no", "form.stacked"),
    PageKind("feedback-done", "/feedback/1042?step=done&vote=yes", "h1"),
    PageKind("survey", "/survey", "form.stacked"),
    PageKind("survey-done", "/survey?done=1", "h1"),
    PageKind("contact", "/contact", "form[data-contact]"),
    PageKind("contact-wrong", "/contact", "#problems", (("form[data-contact] [type=submit]", ""),)),
    PageKind("contact-sent", "/contact/sent", ".sorry"),
    PageKind("verify", "/verify", ".never"),
    PageKind("verify-official", "/verify?q=https://www.orivane.example/chat", ".verdict-official"),
    PageKind("verify-lookalike", "/verify?q=https://www.0rivane.example/login", ".verdict-lookalike"),
    PageKind("verify-foreign", "/verify?q=@helpdesk+https://elsewhere.example/x", ".verdict-foreign"),
    PageKind("verify-nothing", "/verify?q=is+this+you", ".verify ~ section .aside"),
    PageKind("offline", "/offline", ".sorry"),
    PageKind("error-404", "/nothing-here", ".sorry", status=404),
    PageKind("error-404-with-hits", "/articles/withdraw-fees.html", ".results", status=404),
)


def show(visitor: Visitor, kind: PageKind, locale: str) -> None:
    """Opens a page of a kind and does what belongs to it."""
    visitor.open(kind.address(locale))
    for selector, typed in kind.steps:
        if not typed:
            visitor.see(selector).click()
            continue
        visitor.see(selector).send_keys(typed.format(**WORDS[locale]))
        visitor.see("#suggestions [role=option]")
    visitor.see(kind.shown)


EVERYTHING = """---
id: 8001
title: {title}
description: {title}
answer: {lead}
tags: [API, 2FA]
updated: 2026-10-12
---

{lead} <kbd>Ctrl</kbd> + <kbd>K</kbd>, `GET /api/v1/orders`, ~~old~~, **strong**,
[a link](https://example.com/), [{one}](#{anchor}).

## {one}

1. {lead}
2. {lead}

    ```python
    # a comment
    def fee(amount: float, network: str = "TRC20") -> float:
        return amount * 0.001 if network else 0  # €
    ```

3. {lead}

- [x] {one}
- [ ] {two}

| {one} | {two} | Network | Confirmations | Minimum | Arrival |
|---|---:|---|---|---|---|
| USDT | 1.25 | TRC20 | 20 | 10 USDT | {lead} |
| BTC | 0.0002 | Bitcoin | 2 | 0.001 BTC | {lead} |

### {two}

![{one}](picture.png)

> {lead}

!!! note "{one}"
    {lead}

!!! tip "{two}"
    {lead} [a link](https://example.com/)

!!! warning "{one}"
    {lead}

!!! danger "{two}"
    {lead}

<details>
<summary>{one}</summary>

{lead}

</details>

```json
{{"code": -1021, "msg": "Timestamp outside of recvWindow", "a": ["{lead}", true, null]}}
```

```diff
- fee = 5
+ fee = 1
```

## {two}

{one}
:   {lead}

---

{lead}[^1]

[^1]: {lead}
"""
_TEXTS = {
    "zh-CN": ("API 签名错误怎么办", "先核对时间，再核对密钥（API Key）；两项都对，再看 IP 白名单。",
              "按步骤检查", "各网络手续费"),
    "en": ("What to do about a signature error", "Check the clock first, then the key, then the list of addresses.",
           "Check step by step", "Fees by network"),
    "ar": ("ماذا أفعل عند ظهور خطأ في التوقيع", "تحقق من الوقت أولاً، ثم من المفتاح (API Key)، ثم من قائمة العناوين.",
           "تحقق خطوة بخطوة", "الرسوم حسب الشبكة"),
}  # fmt: skip


def content_with_everything(folder: Path) -> Path:
    """A copy of the demo's articles, with one more in each of three locales that holds all that an author can write."""
    content = Path(shutil.copytree(ROOT / "articles", folder))
    for locale, (title, lead, one, two) in _TEXTS.items():
        place = content / locale / "api" / "start"
        place.mkdir(parents=True, exist_ok=True)
        anchor = one.lower().replace(" ", "-")
        text = EVERYTHING.format(title=title, lead=lead, one=one, two=two, anchor=anchor)
        (place / "everything.md").write_text(text, encoding="utf-8")
        (place / "picture.png").write_bytes(PIXEL)
    return content
