"""Stamps say that a form was opened here, and when."""

from __future__ import annotations

from pathlib import Path

from kb.web import stamp
from kb.web.stamp import Stamps


def test_a_stamp_is_good_for_a_day_and_not_for_a_machine_s_speed(tmp_path: Path) -> None:
    stamps, other = Stamps(tmp_path), Stamps(tmp_path / "other")
    made = stamps.made(1_000_000)
    assert not stamps.is_good(made, 1_000_000)
    assert stamps.is_good(made, 1_000_000 + stamp.YOUNGEST_S)
    assert stamps.is_good(made, 1_000_000 + stamp.OLDEST_S)
    assert not stamps.is_good(made, 1_000_001 + stamp.OLDEST_S)
    assert not stamps.is_good(made.replace("1000000", "1000050"), 1_000_060)
    assert not other.is_good(made, 1_000_060)
    assert Stamps(tmp_path).is_good(made, 1_000_060)
    assert (tmp_path / stamp.FILE).stat().st_mode & 0o077 == 0


def test_stamps_work_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    stamps = Stamps(tmp_path / "file" / "below")
    assert stamps.is_good(stamps.made(0), 60)
