"""What the signs of a typed text mean, and that everything else stays text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.analysis.analyzer import Analyzer
from indexer.document import Document, Section
from indexer.fields import vector_of
from indexer.operators import MAX_EACH, QUOTES, parse, parts_of

SIGNS = st.text(alphabet=' -－"“”「」『』«»＂:：ab5币category分类', max_size=60)
ANY = st.one_of(st.text(max_size=80), SIGNS)
KNOWN = {"withdrawal": "funds/withdrawal", "提币": "funds/withdrawal", "Account security": "account", "a": "a"}


def category_of(name: str) -> str:
    return KNOWN.get(name, "")


@pytest.mark.parametrize(
    ("typed", "text", "phrases"),
    [
        ('"network fee" usdt', "network fee usdt", ("network fee",)),
        ("“提币手续费”多少", "提币手续费 多少", ("提币手续费",)),
        ("怎么“提币”", "怎么 提币", ("提币",)),
        ("「出金」できない", "出金 できない", ("出金",)),
        ("『出金』", "出金", ("出金",)),
        ("« code pin »", "code pin", ("code pin",)),
        ('"a b" "a b"', "a b a b", ("a b",)),
        ('“say "yes" now”', 'say "yes" now', ('say "yes" now',)),
    ],
)
def test_what_stands_in_quotes_is_a_phrase_and_is_ranked_by_too(
    typed: str, text: str, phrases: tuple[str, ...]
) -> None:
    found = parse(typed)
    assert (found.text, found.phrases, found.excluded) == (text, phrases, ())


@pytest.mark.parametrize(
    ("typed", "text", "excluded"),
    [
        ("提币 -手续费", "提币", ("手续费",)),
        ("-deposit withdrawal", "withdrawal", ("deposit",)),
        ("2fa -2fa", "2fa", ("2fa",)),
        ('fee -"trading fee" now', "fee now", ("trading fee",)),
        ("fee -“交易 手续费”", "fee", ("交易 手续费",)),
        ("fee －trading", "fee", ("trading",)),
        ("提币 -手续费，怎么办", "提币 ，怎么办", ("手续费",)),
        ("a -ERC-20 b", "a b", ("ERC-20",)),
    ],
)
def test_a_word_after_a_minus_is_excluded(typed: str, text: str, excluded: tuple[str, ...]) -> None:
    found = parse(typed)
    assert (found.text, found.excluded, found.phrases) == (text, excluded, ())


@pytest.mark.parametrize(
    "typed",
    [
        "ERC-20 well-known", "10-20", "10 -20", "error -32603", "a - b", "git --flag", "npm -g install", "a -- b",
        'five" screen', '5" x 7"', '"unclosed fee', "“unclosed", "quotes “”", '"" fee', '"?!" fee', "-", '-"', "--",
        "-deposit", "-deposit -fee", '-"trading fee"', "category:nowhere fee", "category: withdrawal", "category:",
        "subcategory:withdrawal", "category:withdrawal", "category:withdrawal -fee",
    ],
)  # fmt: skip
def test_everything_else_is_text(typed: str) -> None:
    found = parse(typed, category_of)
    assert not found
    assert found.text.split() == typed.split()


@pytest.mark.parametrize(
    ("typed", "text", "category"),
    [
        ("category:withdrawal fee", "fee", "funds/withdrawal"),
        ("fee Category：withdrawal", "fee", "funds/withdrawal"),
        ("手续费 分类:提币", "手续费", "funds/withdrawal"),
        ("手續費 分類：提币", "手續費", "funds/withdrawal"),
        ('2fa category:"Account security"', "2fa", "account"),
        ("fee category:withdrawal category:a", "fee", "funds/withdrawal"),
        ("fee category:nowhere category:a", "fee category:nowhere", "a"),
    ],
)
def test_a_category_is_named_in_the_reader_s_words(typed: str, text: str, category: str) -> None:
    found = parse(typed, category_of)
    assert (found.text, found.category) == (text, category)


def test_without_its_category_a_text_is_as_it_was_typed() -> None:
    assert parse('  "network fee"  category:withdrawal -usdt', category_of).typed == '"network fee" -usdt'


def test_only_so_many_count() -> None:
    found = parse("fee " + " ".join(f'-no{n} "yes {n}"' for n in range(20)))
    assert (len(found.phrases), len(found.excluded)) == (MAX_EACH, MAX_EACH)
    assert "no19" not in found.text


@pytest.mark.parametrize(
    ("typed", "is_phrase"),
    [
        ('error "insufficient balance" on app', True),
        ('what does the app mean when it says "insufficient balance" to me', False),
        ("为什么我每次提币的时候页面上都会出现“余额不足”这样的提示呢请问怎么办", False),
        ("提示“余额不足”怎么办", True),
    ],
)
def test_quotes_in_a_long_sentence_are_no_phrase(typed: str, is_phrase: bool) -> None:
    assert bool(parse(typed).phrases) == is_phrase


def test_another_text_keeps_the_phrases_and_exclusions() -> None:
    found = parse('withdrawl "network fee" -usdt -"trading fee"')
    again = parse(found.around("withdrawal network fee"))
    assert (again.text, again.phrases, again.excluded) == ("withdrawal network fee", found.phrases, found.excluded)


@given(text=ANY)
@example(text='-"a')
def test_any_text_is_understood_and_no_word_of_it_is_lost(text: str) -> None:
    found = parse(text, category_of)
    said = {character for part in (found.text, *found.excluded) for character in part if character.isalnum()}
    assert found.category or len(found.excluded) == MAX_EACH or said == set(filter(str.isalnum, text))
    assert all(any(map(str.isalnum, each)) for each in (*found.phrases, *found.excluded))
    assert all("".join(phrase.split()) in "".join(found.text.split()) for phrase in found.phrases)


@given(text=ANY)
def test_without_its_category_a_text_names_none(text: str) -> None:
    found = parse(text, category_of)
    again = parse(found.typed, category_of)
    assert not again.category or not found.category
    assert not found.category or (again.text, again.phrases, again.excluded) == (
        found.text,
        found.phrases,
        found.excluded,
    )


@given(text=st.text(alphabet=st.characters(exclude_characters="-－:：" + "".join(QUOTES)), max_size=80))
def test_a_text_without_signs_is_left_as_it_is(text: str) -> None:
    assert parse(text, category_of).text == text


@pytest.mark.parametrize("part", ['"', "“", " -", '-"', " -a", "category:", "category:a ", '"a" ', "「", " «", "-“ "])
def test_a_long_text_of_signs_costs_no_more_than_its_length(part: str) -> None:
    looked_up = []
    parse(part * (200_000 // len(part)), lambda name: looked_up.append(name) or "")  # type: ignore[func-returns-value]
    assert len(looked_up) <= MAX_EACH


@pytest.mark.parametrize(
    ("phrase", "locale", "held", "missing"),
    [
        ("提币手续费", "zh-CN", "各网络的提币手续费", "提币，以及手续费"),
        ("提幣手續費", "zh-TW", "提币手续费是多少", "手续费"),
        ("network fee", "en", "Network fees apply", "the fee of a network"),
        ("withdrawals", "en", "a withdrawal", "a deposit"),
        ("log-ins", "en", "log-ins", "in"),
        ("USDT 提币 ERC20", "zh-CN", "USDT 提币走 ERC20", "USDT 提币"),
        ("комиссия сети", "ru", "Комиссия сети", "сети"),
        ("출금 수수료", "ko", "출금 수수료", "출금"),
        ("ไม่", "th", "ไม่ได้", "ได้"),
    ],
)
def test_the_parts_of_a_phrase_are_in_every_text_that_holds_it(
    analyzer: Analyzer, phrase: str, locale: str, held: str, missing: str
) -> None:
    parts = parts_of(phrase, analyzer, locale)

    def holds(text: str) -> bool:
        document = Document("k", locale, "", "g", "f", sections=(Section("", "", text),))
        vector = vector_of(document, analyzer)
        kept = {"": vector.words["body"], "_grams": vector.grams.get("body", {})}
        return all(term in kept[suffix] for suffix, term in parts)

    assert parts
    assert holds(held)
    assert not holds(missing)


def test_a_run_of_a_packed_script_is_no_word_of_a_phrase(analyzer: Analyzer) -> None:
    assert parts_of("提币手续费", analyzer, "zh-CN") == tuple(
        ("_grams", each) for each in ("提币", "币手", "手续", "续费")
    )
    assert parts_of("パスワードをわすれてしまったとき", analyzer, "ja")


@given(text=ANY)
def test_any_phrase_has_parts(analyzer: Analyzer, text: str) -> None:
    assert all(suffix in ("", "_grams") and term for suffix, term in parts_of(text, analyzer, "zh-CN"))
