"""Nobody sends more than their share."""

from __future__ import annotations

from kb.web.allowance import Allowance


def test_an_allowance_is_renewed_as_time_goes_by_and_holds_for_all_together() -> None:
    allowance = Allowance(each=2, everybody=3, period_s=10)
    assert [allowance.take("a", 0), allowance.take("a", 1), allowance.take("a", 2)] == [True, True, False]
    assert [allowance.take("b", 3), allowance.take("c", 4)] == [True, False]
    assert allowance.take("a", 10.5)
