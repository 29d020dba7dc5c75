"""Slips of the fingers in words of an alphabet, and words that are none."""

from __future__ import annotations

import pytest

from indexer.spelling import MAX_CORRECTIONS, Spelling, as_typed

WORDS = """password deposit withdrawal withdraw verification verify authenticator address account phishing liquidation
    receive fee remote waiting case crypto support recipient exchange cancel quarantane halten forgotten security
    unlock internal reset wallet letter latter litter lotter пароль кошелек"""
VOCABULARY = {word: 10 - len(word) % 7 for word in WORDS.split()}
SLIPS = [
    ("pasword", "password"),
    ("passwrod", "password"),
    ("paswsord", "password"),
    ("depsoit", "deposit"),
    ("despoit", "deposit"),
    ("withdrwal", "withdrawal"),
    ("withdrawl", "withdrawal"),
    ("verfication", "verification"),
    ("verifcaton", "verification"),
    ("verfy", "verify"),
    ("autenticator", "authenticator"),
    ("adress", "address"),
    ("acount", "account"),
    ("phising", "phishing"),
    ("liqudation", "liquidation"),
    ("recieve", "receive"),
    ("receipient", "recipient"),
    ("exhcange", "exchange"),
    ("cryto", "crypto"),
    ("suport", "support"),
    ("depositt", "deposit"),
    ("forgotton", "forgotten"),
    ("securitty", "security"),
    ("apssword", "password"),
]
NO_SLIPS = [
    "password",  # known
    "feel",  # another word, and too short for a letter more
    "remove",
    "awaiting",
    "cash",
    "fees",
    "internet",
    "later",
    "unblock",
    "pas",
    "p2p4ssword",
    "zzzzzzzzzz",
    "",
]


@pytest.fixture
def spelling() -> Spelling:
    """Corrections from a small vocabulary."""
    return Spelling(VOCABULARY)


@pytest.mark.parametrize(("typed", "meant"), SLIPS)
def test_a_slip_leads_to_the_word(spelling: Spelling, typed: str, meant: str) -> None:
    assert spelling.corrections(typed, "en")[0][0] == meant


@pytest.mark.parametrize("typed", NO_SLIPS)
def test_a_word_that_is_no_slip_stays(spelling: Spelling, typed: str) -> None:
    assert spelling.corrections(typed, "en") == ()


@pytest.mark.parametrize(("typed", "meant"), [("паролль", "пароль"), ("кошеелк", "кошелек")])
def test_other_alphabets_are_repaired_as_well(spelling: Spelling, typed: str, meant: str) -> None:
    assert [word for word, _ in spelling.corrections(typed, "ru")] == [meant]


@pytest.mark.parametrize(
    ("typed", "language"), [("haltet", "de"), ("haften", "de"), ("паролю", "ru"), ("verifie", "fr")]
)
def test_other_forms_and_other_words_of_inflected_languages_stay(spelling: Spelling, typed: str, language: str) -> None:
    assert spelling.corrections(typed, language) == ()


def test_nearer_words_come_first_then_more_frequent_ones() -> None:
    found = Spelling({"deposit": 1, "deposits": 9, "depositor": 99}).corrections("depossit", "en")
    assert found[0] == ("deposit", 1)
    assert [word for word, _ in Spelling({"lettar": 1, "lettur": 5}).corrections("lettr", "en")] == ["lettur", "lettar"]


def test_corrections_are_few_and_a_hostile_token_has_none() -> None:
    many = Spelling({f"depos{letter}it": 1 for letter in "abcdefghijklmnop"})
    assert len(many.corrections("deposit", "en")) == MAX_CORRECTIONS
    assert many.corrections("deposit" * 60, "en") == ()


@pytest.mark.parametrize(
    ("typed", "folded", "word", "shown"),
    [
        ("Quaratäne", "quaratane", "quarantane", "Quarantäne"),
        ("PASWORD", "pasword", "password", "PASSWORD"),
        ("Withdrwal", "withdrwal", "withdrawal", "Withdrawal"),
        ("Straßse", "strassse", "strasse", "strasse"),
    ],
)
def test_a_mended_word_keeps_the_letters_that_were_typed(typed: str, folded: str, word: str, shown: str) -> None:
    assert as_typed(typed, folded, word) == shown
