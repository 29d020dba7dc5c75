"""The files of a small help center: two tests' worth of everything that pages and the API show."""

from __future__ import annotations

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c63606060f80f00010401005fe5c34b0000000049454e44ae426082"
)

SITE = """
name: {en: Harbour Help, zh-CN: 港湾帮助, ar: مساعدة المرفأ}
tagline: {en: Answers at any hour, zh-CN: 随时有答案}
greeting: {zh-CN: 遇到什么问题了？}
default_locale: en
locales: [en, zh-CN, zh-TW, ja, ar]
fallbacks: {zh-TW: [zh-CN]}
popular:
  en: [withdrawal fee, forgot password]
  zh-CN: [提币手续费, 忘记密码]
accent: "#0f766e"
money: [funds]
"""

CATEGORIES = """
categories:
  - slug: funds
    order: 1
    icon: wallet
    title: {en: Funds, zh-CN: 资金, ja: 資金}
    description: {en: Deposits and withdrawals}
    children:
      - slug: withdrawal
        order: 1
        title: {en: Withdrawals, zh-CN: 提币}
  - slug: account
    order: 2
    title: {en: Account, zh-CN: 账户}
"""

CHANNELS = """
channels:
  - id: chat
    kind: live_chat
    name: {en: Live chat, zh-CN: 在线客服}
    value: https://chat.example
    hours: [{always: true}]
    answers_within: 5m
  - id: mail
    kind: email
    name: {en: Email}
    value: help@harbour.example
    answers_within: 12h
  - id: desk
    kind: phone
    name: {en: Phone}
    value: +44 20 7946 0321
    hours: [{days: [mon, tue, wed, thu, fri], open: "09:00", close: "17:00", timezone: Europe/London}]
"""

NOTICE_ALL = """---
id: maintenance
severity: warning
title: {en: Maintenance tonight, zh-CN: 今晚维护}
text: {en: "Withdrawals pause for <an hour>.", zh-CN: 提币暂停一小时。}
---
"""

NOTICE_SEARCH = """---
id: phishing
severity: danger
pages: [account]
searches: [seed phrase]
title: {en: Nobody needs your seed phrase}
---
"""

NOTICE_OVER = """---
id: over
severity: info
ends: 2020-01-01
title: {en: Long ago}
---
"""

FEES_EN = """---
id: 1042
title: How much is the withdrawal fee?
description: Fees by network & how to pay less.
answer: A fixed amount per coin and network.
aliases: [withdraw cost]
tags: [withdrawal, fees]
updated: 2026-10-12
featured: true
redirect_from: [/old/fees.html, /docs/fee-table/]
---

What you pay depends on the network.

## Fees by network

| Network | Fee |
| --- | --- |
| TRC20 | 1 USDT |

See [my withdrawal is stuck](withdrawal-stuck.md) and ![a table](fee-table.png).

## How to pay less

Choose a cheaper network.

!!! danger "Wrong network"
    Coins may be lost.
"""

FEES_ZH = """---
id: 1042
title: 提币手续费是多少
answer: 按币种和网络收取固定数量。
tags: [提币]
updated: 2026-10-13
featured: true
---

手续费按网络收取。

## 各网络手续费

TRC20 每笔 1 USDT。

## 怎么省手续费

换一个便宜的网络。
"""

STUCK_EN = """---
id: 1043
title: My withdrawal is stuck
tags: [withdrawal]
updated: 2026-10-10
---

## When to wait

Thirty minutes.
"""

PASSWORD_EN = """---
id: 1005
title: I forgot my password <b>bold</b> & "quoted"
tags: [password]
updated: 2026-09-01
---

Open the sign-in page and choose to reset the password.
"""

PASSWORD_JA = """---
id: 1005
title: パスワードを忘れたとき
updated: 2026-09-02
---

ログイン画面から再設定します。
"""

DRAFT = """---
id: 9001
title: Unfinished draft about zebras
status: draft
---

Zebras are nowhere to be seen.
"""

INTERNAL = """---
id: 9002
title: Internal zebra procedure
visibility: internal
---

Zebras again.
"""

GUIDE = """---
title: A guide in a folder
---

An article whose id is its path.
"""

FILES: dict[str, str | bytes] = {
    "site.yml": SITE,
    "categories.yml": CATEGORIES,
    "channels.yml": CHANNELS,
    "notices/maintenance.md": NOTICE_ALL,
    "notices/phishing.md": NOTICE_SEARCH,
    "notices/over.md": NOTICE_OVER,
    "en/funds/withdrawal/withdrawal-fees.md": FEES_EN,
    "en/funds/withdrawal/withdrawal-stuck.md": STUCK_EN,
    "en/funds/withdrawal/fee-table.png": PIXEL,
    "zh-CN/funds/withdrawal/withdrawal-fees.md": FEES_ZH,
    "en/account/forgot-password.md": PASSWORD_EN,
    "ja/account/forgot-password.md": PASSWORD_JA,
    "en/account/draft.md": DRAFT,
    "en/account/internal.md": INTERNAL,
    "en/account/guides/first.md": GUIDE,
}
