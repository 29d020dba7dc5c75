"""Nothing of a visitor's own gets into the journal: addresses, numbers, keys and phrases become a word in brackets."""

from __future__ import annotations

import pytest
from mnemonic import Mnemonic

from kb.journal.redact import redacted

SEED = "legal winner thank year wave sausage worth useful legal winner thank yellow"
PERSONAL = [
    ("我的邮箱是 zhang.san@gmail.com 收不到邮件", "zhang.san@gmail.com", "[email]"),
    ("mail me at o'neil+x@mail.example.co.uk", "o'neil+x@mail.example.co.uk", "[email]"),
    (
        "提币到0x52908400098527886E0F7030069857D2E4169EE7没到账",
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "[wallet]",
    ),
    ("TRX TJRabPrwbZy45sbavfcjinPJC18kjpRTv8 充错", "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8", "[wallet]"),
    ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "[wallet]"),
    ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2 missing", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "[wallet]"),
    ("sol 7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV", "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV", "[wallet]"),
    ("13800138000收不到短信", "13800138000", "[phone]"),
    ("call +1 (415) 555-2671 please", "415", "[phone]"),
    ("١٣٨٠٠١٣٨٠٠٠ لا تصل", "١٣٨٠٠١٣٨٠٠٠", "[phone]"),
    ("１３８００１３８０００", "１３８", "[phone]"),
    ("4111 1111 1111 1111 被拒", "4111", "[card]"),
    ("身份证11010519491231002X", "11010519491231002X", "[id]"),
    ("DE89 3704 0044 0532 0130 00", "3704", "[id]"),
    ("密码是hunter22登不上", "hunter22", "[secret]"),
    ("password: correcthorse", "correcthorse", "[secret]"),
    ("key 5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ", "5HueCGU8rMjxEXx", "[secret]"),
    ("sk_live_51Habcdefghij0123456789XYZ", "51Habcdefghij", "[secret]"),
    ("https://user:pw@evil.example/login?token=abc123", "abc123", "evil.example"),
    (f"my words {SEED} help", "sausage", "[seed phrase]"),
    (SEED.replace(" ", "-"), "sausage", "[seed phrase]"),
    (SEED.replace(" ", "+").upper(), "SAUSAGE", "[seed phrase]"),
    (SEED.replace(" ", ""), "sausage", "[secret]"),
    ("write to zhang (at) gmail.com", "zhang", "[email]"),
    ("zhang[at]gmail[dot]com", "gmail", "[email]"),
    ("zhang at gmail dot com 收不到", "zhang", "[email]"),
    ("login zhang.san@gmail", "zhang", "[email]"),
    ("send to zhangsan.eth now", "zhangsan", "[wallet]"),
    (
        " ".join(f"{place}. {word}" for place, word in enumerate(SEED.split(), 1)),
        "sausage",
        "[seed phrase]",
    ),
    (SEED.replace(" ", ", ").upper(), "SAUSAGE", "[seed phrase]"),
    (SEED.replace("sausage", "sausge"), "winner", "[seed phrase]"),
]
PLAIN = [
    "提币手续费是多少",
    "为什么提现10000 USDT只到账9999.5",
    "0.00012345 BTC",
    "2026-11-29 10:30 的订单",
    "错误码 1002345",
    "i want to withdraw my usdt from the exchange to my metamask wallet please help me now",
    "i can not get that money when you will this have all about it and there they",
    "ERC20 TRC20 BEP20 怎么选",
    "forgot my password is it possible to reset",
    "كيف أسحب من حسابي",
    "why is my password is wrong",
    "my api key is invalid!",
    "密码是对的但登不上",
    "验证码：收不到",
    "la contraseña es incorrecta",
]


@pytest.mark.parametrize(("text", "personal", "instead"), PERSONAL)
def test_what_belongs_to_somebody_is_taken_out(text: str, personal: str, instead: str) -> None:
    found = redacted(text)
    assert personal not in found
    assert instead in found


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_question_stays_as_it_is(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize("language", Mnemonic.list_languages())
@pytest.mark.parametrize("strength", [128, 256])
def test_a_seed_phrase_in_any_language_is_taken_out(language: str, strength: int) -> None:
    phrase = Mnemonic(language).generate(strength)
    found = redacted(f"? {phrase} ?")
    assert "[seed phrase]" in found
    assert len(found) < 30


@pytest.mark.parametrize(
    "part", ["0", "a1B", "a ", "x@", "1 ", "https://", "abandon ", "EQ", "-----BEGIN A", "是", "@a"]
)
def test_a_hostile_text_is_read(part: str) -> None:
    assert len(redacted(part * (100_000 // len(part)))) <= 8_000
