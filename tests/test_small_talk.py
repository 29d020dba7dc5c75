"""Greetings, thanks and haste are told from the question that they stand around."""

from __future__ import annotations

import pytest

from indexer.analysis.analyzer import Analyzer
from indexer.words import talk_of

SAID = [
    ("你好，我想问一下提币多久到账，急", "zh-CN", "提币多久到账"),
    ("紧急冻结", "zh-CN", "紧急冻结"),
    ("在线等级", "zh-CN", "在线等级"),
    ("不好意思想請問一下提幣", "zh-TW", "提幣"),
    ("Hello team, could you please help me reset my password? Thanks in advance!", "en", "resetmypassword"),
    ("should i call a car maintenance", "en", "shouldicallacarmaintenance"),
    ("すみません、提現を教えてください", "ja", "提現を"),
    ("안녕하세요 출금 문의드립니다", "ko", "출금"),
    ("hola, una pregunta: retirar, gracias", "es", "retirar"),
    ("hier ist mein Konto", "en", "hieristmeinKonto"),
    ("你好", "zh-CN", "你好"),
    ("thank you", "en", "thankyou"),
    ("", "en", ""),
]


@pytest.mark.parametrize(("text", "locale", "left"), SAID)
def test_small_talk_is_known_in_the_language_of_the_page_and_in_english(
    analyzer: Analyzer, text: str, locale: str, left: str
) -> None:
    groups = analyzer.groups(text, locale)
    talk = talk_of(groups, analyzer, locale)
    assert "".join(group.surface for at, group in enumerate(groups) if at not in talk) == left
