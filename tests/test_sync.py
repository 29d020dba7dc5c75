"""The difference between what is wanted and what an index holds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.sync import changed_keys

FINGERPRINTS = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("123"))


def test_new_and_changed_texts_are_put_and_vanished_ones_removed() -> None:
    wanted = {"en/new": "1", "en/same": "1", "en/changed": "2"}
    held = {"en/gone": "1", "en/changed": "1", "en/same": "1"}
    assert changed_keys(wanted, held) == (("en/new", "en/changed"), ("en/gone",))


def test_nothing_held_means_everything_is_put() -> None:
    assert changed_keys({"a": "1", "b": "1"}, {}) == (("a", "b"), ())


def test_nothing_wanted_means_everything_is_removed() -> None:
    assert changed_keys({}, {"a": "1", "b": "1"}) == ((), ("a", "b"))


@settings(max_examples=100)
@given(FINGERPRINTS, FINGERPRINTS)
def test_after_the_changes_the_index_holds_what_is_wanted_and_a_second_sync_does_nothing(
    wanted: dict[str, str], held: dict[str, str]
) -> None:
    put, remove = changed_keys(wanted, held)
    after = {key: value for key, value in held.items() if key not in remove} | {key: wanted[key] for key in put}
    assert after == wanted
    assert changed_keys(wanted, after) == ((), ())
