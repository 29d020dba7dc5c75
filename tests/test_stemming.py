"""Stems and function words by declared language."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from indexer.analysis.stemming import ALGORITHMS, stem, stemmer_id
from indexer.analysis.stopwords import is_stopword


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("withdrawals", "en", "withdraw"),
        ("fees", "zh", "fee"),
        ("verified", "ja", "verifi"),
        ("comisiones", "es", "comision"),
        ("comision", "es", "comision"),
        ("gebuhren", "de", "gebuhr"),
        ("клиентами", "ru", "клиент"),
        ("клиентами", "en", "клиент"),
        ("комісії", "uk", "комісії"),
        ("المحافظ", "ar", "محافظ"),
        ("προμήθειες", "el", "προμηθει"),
        ("खातों", "hi", "खात"),
        ("hesaplar", "tr", "hesap"),
        ("提币", "zh", "提币"),
        ("erc20s", "en", "erc20s"),
        ("thu", "vi", "thu"),
        ("", "en", ""),
    ],
)
def test_a_word_is_stemmed_by_the_rules_of_its_language(word: str, language: str, expected: str) -> None:
    assert stem(word, language) == expected


def test_a_code_too_long_for_a_word_keeps_its_form() -> None:
    assert stem("s" * 41, "en") == "s" * 41


@pytest.mark.parametrize("language", sorted(ALGORITHMS))
def test_every_language_named_has_its_rules(language: str) -> None:
    assert stem("information", language)
    assert stemmer_id().startswith("snowball-")


def test_threads_do_not_mix_up_words() -> None:
    words = [f"{chr(97 + i % 26)}{chr(97 + i // 26)}arnings" for i in range(400)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda word: stem(word, "en"), words)) == [word[:-4] for word in words]


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("zh-CN", "怎么 如何 为什么 什么 怎么办 哪里 多少 吗 呢 的 了 请问 我"),
        ("zh-TW", "怎么 为什么 how the"),
        ("en", "how the what dont is 怎么"),
        ("ja", "の は です どうすれば"),
        ("ko", "어떻게 왜 무엇을"),
        ("es-MX", "como porque donde cual"),
        ("pt-BR", "como voce onde"),
        ("fr", "comment pourquoi estce"),
        ("de", "wie warum fur konnen"),
        ("ru", "как почему где"),
        ("uk", "як чому де"),
        ("it", "come perche dove"),
        ("ar", "كيف لماذا في"),
        ("el", "πώσ γιατί τι"),
        ("th", "ทําไม อะไร"),
        ("vi", "lam the nao khong"),
        ("tr", "nasil neden icin"),
        ("id", "bagaimana mengapa yang"),
        ("hi", "कैसे क्यों"),
        ("pl", "jak dlaczego sie"),
        ("nl", "hoe waarom het"),
    ],
)
def test_question_and_function_words_are_known_as_folded(locale: str, words: str) -> None:
    assert [word for word in words.split() if not is_stopword(word, locale)] == []


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("zh-CN", "提币 密码 到账 kyc"),
        ("en", "fee sign up die"),
        ("de", "konto the"),
        ("xx", "how the"),
        ("ja", "出金"),
    ],
)
def test_words_of_substance_are_not_function_words(locale: str, words: str) -> None:
    assert [word for word in words.split() if is_stopword(word, locale)] == []
