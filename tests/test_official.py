"""Is this really ours: what is official is recognised, and what only looks like it is called out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.channel import Channel
from kb.lookalike import distance, is_slip, skeleton
from kb.official import REASONS, VERDICTS, Official, official_of
from kb.pasted import found_in

CHANNELS = (
    Channel("chat", "live_chat", "https://www.orivane.example/chat"),
    Channel("status", "help_center", "https://status.orivane.example"),
    Channel("mail", "email", "support@orivane.example"),
    Channel("desk", "phone", "+44 20 7946 0321"),
    Channel("us", "phone", "tel:+12025550142"),
    Channel("social", "social", "@OrivaneHelp"),
    Channel("telegram", "social", "https://t.me/orivane_news"),
)
OURS = official_of(CHANNELS, ("@mail.orivane.example", "orivane-pay.example", "澜洲"))


def said(text: str, ours: Official = OURS) -> tuple[str, str]:
    """Verdict and reason of the worst thing in a text."""
    verdicts = ours.judge(text)
    return (verdicts[0].verdict, verdicts[0].reason) if verdicts else ("", "")


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("https://www.orivane.example/chat", "chat"),
        ("http://orivane.example", "chat"),
        ("orivane.example", "chat"),
        ("ORIVANE.example/Login?x=1#y", "chat"),
        ("https://orivane.example:443/", "chat"),
        ("https://orivane.example./", "chat"),
        ("//www.orivane.example", "chat"),
        ("  <https://www.orivane.example/chat>, ", "chat"),
        ("hxxps://orivane[.]example/chat", "chat"),
        ("ｏｒｉｖａｎｅ．ｅｘａｍｐｌｅ", "chat"),
        ("orivane。example", "chat"),
        ("https://status.orivane.example/today", "status"),
        ("support@orivane.example", "mail"),
        ("Support@Orivane.Example", "mail"),
        ("mailto:support@orivane.example?subject=hi", "mail"),
        ("Orivane <support@orivane.example>", "mail"),
        ("\u200bsupport@orivane.example", "mail"),
        ("+44 20 7946 0321", "desk"),
        ("+44 (20) 7946-0321", "desk"),
        ("0044 20 7946 0321", "desk"),
        ("442079460321", "desk"),
        ("tel:+442079460321", "desk"),
        ("＋４４ ２０ ７９４６ ０３２１", "desk"),
        ("+٤٤ ٢٠ ٧٩٤٦ ٠٣٢١", "desk"),
        ("\u202a+44 20 7946 0321\u202c", "desk"),
        ("+1 (202) 555-0142", "us"),
        ("@OrivaneHelp", "social"),
        ("orivanehelp", "social"),
        ("https://t.me/orivane_news", "telegram"),
        ("t.me/Orivane_News/12", "telegram"),
        ("@orivane_news", "telegram"),
    ],
)
def test_what_is_listed_is_official_however_it_is_written(text: str, channel: str) -> None:
    verdict = OURS.judge(text)[0]
    assert (verdict.verdict, verdict.channel) == ("official", channel)


@pytest.mark.parametrize(
    "text",
    [
        "https://x.orivane-pay.example/",
        "orivane-pay.example",
        "a.b@orivane-pay.example",
        "no-reply@mail.orivane.example",
    ],
)
def test_a_listed_domain_is_ours_with_all_below_it(text: str) -> None:
    assert said(text) == ("official", "domain")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        # letters of other alphabets, digits for letters, letters that melt together
        ("https://оrivane.example", "homoglyph"),  # Cyrillic o
        ("https://orıvane.example", "homoglyph"),  # dotless i
        ("https://orivαne.example", "homoglyph"),  # Greek alpha
        ("https://www.οrivane.example/chat", "homoglyph"),
        ("https://xn--rivane-vqf.example", "homoglyph"),  # the first one as browsers spell it
        ("https://ORlVANE.example", "homoglyph"),  # small L for a capital i
        ("https://0rivane.example", "homoglyph"),
        ("https://or1vane.example", "homoglyph"),
        ("https://orivané.example", "homoglyph"),
        ("https://orіvane.test", "homoglyph"),
        ("support@оrivane.example", "homoglyph"),
        ("support@or1vane.example", "homoglyph"),
        ("@0rivaneHelp", "homoglyph"),
        ("@ОrivаnеНеlр", "homoglyph"),
        ("@OrivaneHeIp", "homoglyph"),  # capital i for a small L
        # slips of a key
        ("https://orivan.example", "typo"),
        ("https://orivvane.test", "typo"),
        ("https://oriavne.example", "typo"),
        ("https://orivanne.com", "typo"),
        ("https://login-orivan.com", "typo"),
        ("support@orivame.example", "typo"),
        ("@OrivaneHe1pp", "typo"),
        # our name elsewhere
        ("https://orivane.example.evil.test/login", "name"),
        ("https://orivane.example-login.test", "name"),
        ("https://www.orivane-support.com", "name"),
        ("https://secure.orivane.evil.test", "name"),
        ("https://ori-vane-help.test", "name"),
        ("https://orivane.example∕login.evil.test", "tricky"),
        ("https://澜洲.com", "tld"),
        ("https://澜洲客服.com", "name"),
        ("orivane.support@gmail.com", "name"),
        ("support.orivane.example@evil.test", "name"),
        ("@orivane_support_team", "name"),
        ("https://t.me/orivane_support", "path"),
        ("https://t.me/orivane_newsroom", "path"),
        ("https://t.me/x/../orivane_news", "path"),
        # another ending
        ("https://orivane.com", "tld"),
        ("https://www.orivane.co.uk/chat", "tld"),
        ("support@orivane.net", "tld"),
        # what stands before the @ isn't where it leads
        ("https://orivane.example@evil.test", "userinfo"),
        ("https://www.orivane.example:443@evil.test/chat", "userinfo"),
        ("https://www.orivane.example%2Fchat@evil.test", "userinfo"),
        ("orivane.example:x@evil.test", "userinfo"),
        ("support@orivane.example@evil.test", "userinfo"),
        ('"support@orivane.example"@evil.test', "userinfo"),
        # the name only in what follows the host
        ("https://evil.test/orivane.example/login", "path"),
        ("https://evil.test/?next=https://orivane.example", "path"),
        ("https://evil.test#@orivane.example", "path"),
        ("https://evil.test/%6frivane.example", "path"),
        # written so that programs read it differently
        ("https://orivane.example\\@evil.test", "tricky"),
        ("https://orivane.example／login.evil.test", "tricky"),
        ("https://ori\u200bvane.example", "tricky"),
        ("https://\u202eorivane.example", "tricky"),
        ("javascript://orivane.example/%0aalert(1)", "scheme"),
        ("data:text/html,orivane", "scheme"),
        # phones
        ("+44 20 7946 0322", "phone"),
        ("+44 20 7946 0312", "phone"),
        ("+44 20 7946 03211", "phone"),
        ("020 7946 0322", "phone"),
        ("+1 202 555 0143", "phone"),
    ],
)
def test_what_only_looks_like_ours_is_called_out_with_the_reason(text: str, reason: str) -> None:
    verdict = OURS.judge(text)[0]
    assert (verdict.verdict, verdict.reason) == ("lookalike", reason)
    assert verdict.like


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("https://evil.test", "stranger"),
        ("https://example.com/orange", "stranger"),
        ("http://192.0.2.7/", "stranger"),
        ("http://[2001:db8::1]/", "stranger"),
        ("somebody@gmail.com", "stranger"),
        ("+49 30 1234567", "stranger"),
        ("@nobody_here", "stranger"),
        ("billing@orivane.example", "unlisted"),
        ("https://shop.orivane.example", "unlisted"),
        ("https://t.me/somebody", "shared"),
        ("020 7946 0321", "phone_part"),
        ("7946 0321", "phone_part"),
        ("0x52908400098527886E0F7030069857D2E4169EE7", "wallet"),
        ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "wallet"),
        ("javascript:alert(1)", "scheme"),
    ],
)
def test_what_has_nothing_of_ours_is_not_ours(text: str, reason: str) -> None:
    assert said(text) == ("foreign", reason)


@pytest.mark.parametrize("text", ["", "   ", "hello, is this really you and your company?", "???", "\u200b", "12"])
def test_mere_words_are_not_judged(text: str) -> None:
    assert OURS.judge(text) == ()


def test_a_pasted_message_is_judged_by_the_worst_thing_in_it() -> None:
    message = "您好，请联系 support@orivane.example，或点击：https://orivane-safe.test/verify。电话 +44 20 7946 0321"
    verdicts = OURS.judge(message)
    assert [(v.pasted.kind, v.verdict) for v in verdicts] == [
        ("link", "lookalike"), ("email", "official"), ("phone", "official"),
    ]  # fmt: skip


def test_one_more_recipient_hidden_in_a_mail_link_is_seen() -> None:
    verdicts = OURS.judge("mailto:support@orivane.example?cc=evil@evil.test")
    assert [v.verdict for v in verdicts] == ["foreign", "official"]


def test_the_place_that_a_disguised_link_leads_to_is_shown_in_both_spellings() -> None:
    verdict = OURS.judge("https://оrivane.example")[0]
    assert (verdict.target, verdict.spelled) == ("оrivane.example", "xn--rivane-vqf.example")
    assert OURS.judge("https://orivane.example@evil.test/a")[0].target == "evil.test"


def test_a_shared_host_is_never_ours_as_a_whole() -> None:
    ours = official_of([Channel("site", "help_center", "https://orivane.github.io/help")])
    assert said("https://orivane.github.io/help", ours) == ("official", "listed")
    assert said("https://someone.github.io/help", ours)[0] == "foreign"


def test_without_channels_nothing_is_official() -> None:
    assert said("https://orivane.example", official_of([])) == ("foreign", "stranger")
    assert (
        said("https://help.harbour.example/x", official_of([], base_url="https://help.harbour.example"))[0]
        == "official"
    )


@given(st.text(max_size=200))
def test_any_text_gets_a_verdict_or_none_and_never_official_by_chance(text: str) -> None:
    for verdict in OURS.judge(text):
        assert verdict.verdict in VERDICTS
        assert verdict.reason in REASONS
        assert verdict.verdict != "official"


@given(st.text("abcö12-.@/:\\ %xn", max_size=60))
def test_any_address_is_taken_apart(text: str) -> None:
    for verdict in OURS.judge("https://" + text):
        assert verdict.verdict != "official"


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "abcd", 1), ("abc", "axc", 1), ("abcd", "badc", 2),
     ("abc", "xyz", 3), ("", "abc", 3)],
)  # fmt: skip
def test_a_distance_counts_what_slips_of_a_key_do(one: str, other: str, edits: int) -> None:
    assert distance(one, other, most=2) == min(edits, 3)


def test_short_names_are_no_slips_of_each_other() -> None:
    assert not is_slip("abc", "abd")
    assert is_slip("abcd", "abce")
    assert not is_slip("abcd", "abef")
    assert is_slip("abcdef", "abcdxy")


def test_a_skeleton_is_what_the_eye_sees() -> None:
    assert len({skeleton(text) for text in ("Orivane", "0rivane", "оrivаnе", "ÓRIVANE", "𝐨𝐫𝐢𝐯𝐚𝐧𝐞", "orıvane")}) == 1
    assert skeleton("orivane") != skeleton("olivine")


def test_a_long_text_is_cut_and_few_things_are_judged() -> None:
    assert len(found_in("a.example " * 3)) == 1
    assert len(found_in(" ".join(f"host{n}.example" for n in range(500)))) == 5
