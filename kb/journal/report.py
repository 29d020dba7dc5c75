"""What the journal of some days says to editors: what was asked in vain, what readers opened, and what helped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from kb.journal.entry import Entry
from kb.journal.tally import Count, Tally
from kb.journal.visits import FAILED, OPENED, OUTCOMES, SOLVED, Search, Visit, Visits, reciprocal_rank
from kb.journal.wording import Wording, wording_of

_Z = 1.96  # 95 %


@dataclass(frozen=True, slots=True)
class AskedText:
    """What was asked, by how many visitors, of how many with which outcome; a visitor may have several."""

    text: str
    locale: str
    visitors: int
    outcomes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Reworded:
    """What was asked, then asked in other words, by how many visitors; opened: of how many the second led on."""

    text: str
    then: str
    locale: str
    visitors: int
    opened: int


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Votes for an article. at_least: the share of yes that they prove with 95 % certainty (Wilson's lower bound)."""

    article: str
    locale: str
    yes: int
    no: int
    reasons: Mapping[str, int]

    @property
    def share(self) -> float:
        """The share of yes, 0 to 1."""
        return self.yes / (self.yes + self.no)

    @property
    def at_least(self) -> float:
        """The lower bound of the share."""
        return wilson(self.yes, self.yes + self.no)


@dataclass(frozen=True, slots=True)
class Survey:
    """answers: given. mean: of their scores, 1 to 5; None without any. found: yes and no to "did you find it"."""

    answers: int
    mean: float | None
    found: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Report:
    """visitors: a day's distinct ones, summed over the days. sent: searches as they came; searches: as they were meant.
    outcomes: searches by outcome. corrected: texts that found something only as they were probably meant. ranks: clicks
    by rank, 0 for the answer card. mrr: the mean of 1 / rank of what was opened first, None without clicks. is_cut:
    whether texts of the fewest visitors were too many to be counted. Lists: the most visitors first, articles with the
    surest need first."""

    visitors: int
    sent: int
    searches: int
    outcomes: Mapping[str, int]
    asked: tuple[AskedText, ...]
    failed: tuple[AskedText, ...]
    corrected: tuple[AskedText, ...]
    reworded: tuple[Reworded, ...]
    ranks: Mapping[int, int]
    mrr: float | None
    articles: tuple[Satisfaction, ...]
    exits: Mapping[str, int]
    survey: Survey
    is_cut: bool


def report_of(entries: Iterable[Entry], least: int = 1) -> Report:
    """The report of entries that come in the order of time. least: a text is told only where so many visitors asked it
    on one day. Memory grows with the visitors of a day and with the texts, up to a bound, not with the entries."""
    counted, visits = _Counted(), Visits()
    for entry in entries:
        counted.count(entry)
        for visit in visits.take(entry):
            counted.count_visit(visit)
    for visit in visits.rest():
        counted.count_visit(visit)
    return counted.report(least)


def wilson(yes: int, votes: int) -> float:
    """The lower bound of the share of yes with 95 % certainty, 0 to 1: .21 for 1 of 1, .72 for 10 of 10. Source: Wilson
    (1927)."""
    if not votes:
        return 0.0
    share, z2 = yes / votes, _Z * _Z
    middle = share + z2 / (2 * votes)
    return max(0.0, (middle - _Z * sqrt(share * (1 - share) / votes + z2 / (4 * votes * votes))) / (1 + z2 / votes))


class _Counted:
    """What is added up while entries go by."""

    def __init__(self) -> None:
        self.sent = 0
        self.outcomes: Counter[str] = Counter()
        self.ranks: Counter[int] = Counter()
        self.reciprocal: Counter[float] = Counter()
        self.votes: Counter[tuple[str, str, str]] = Counter()
        self.reasons: dict[tuple[str, str], Counter[str]] = {}
        self.scores: Counter[int] = Counter()
        self.found: Counter[str] = Counter()
        self.visitors: Tally[str] = Tally()
        self.exits: Tally[str] = Tally()
        self.asked: Tally[Wording] = Tally()
        self.failed: Tally[Wording] = Tally()
        self.corrected: Tally[Wording] = Tally()
        self.ended: Tally[tuple[Wording, str]] = Tally()
        self.reworded: Tally[tuple[Wording, Wording, bool]] = Tally()

    def count(self, entry: Entry) -> None:
        """What an entry says by itself."""
        day = entry.at.date()
        self.visitors.add(day, entry.visitor, "")
        if entry.kind == "search":
            self.sent += 1
        elif entry.kind == "exit":
            self.exits.add(day, entry.visitor, entry.value)
        elif entry.kind == "vote":
            self.votes[entry.article, entry.locale, entry.value] += 1
        elif entry.kind == "comment" and entry.reason:
            self.reasons.setdefault((entry.article, entry.locale), Counter())[entry.reason] += 1
        elif entry.kind == "survey" and entry.value.isdigit():
            self.scores[int(entry.value)] += 1
            self.found[entry.reason] += 1

    def count_visit(self, visit: Visit) -> None:
        """What a visit says."""
        for search in visit.searches:
            self._count_search(visit, search)
        for one, other in visit.rewordings():
            led = other.outcome in (SOLVED, OPENED)
            self.reworded.add(visit.day, visit.visitor, (wording_of(one), wording_of(other), led))

    def _count_search(self, visit: Visit, search: Search) -> None:
        wording, outcome = wording_of(search), search.outcome
        self.outcomes[outcome] += 1
        self.asked.add(visit.day, visit.visitor, wording)
        self.ended.add(visit.day, visit.visitor, (wording, outcome))
        if outcome in FAILED:
            self.failed.add(visit.day, visit.visitor, wording)
        if search.is_corrected:
            self.corrected.add(visit.day, visit.visitor, wording)
        self.ranks.update(one.rank for one in search.opened if one.rank is not None)
        if (reciprocal := reciprocal_rank(search)) is not None:
            self.reciprocal[reciprocal] += 1

    def report(self, least: int) -> Report:
        """All of it, when there are no more entries."""
        told = {wording for wording, count in self.asked.counts().items() if count.surely >= least}
        outcomes: dict[Wording, dict[str, int]] = {}
        for (wording, outcome), count in self.ended.counts().items():
            if wording in told:
                outcomes.setdefault(wording, {})[outcome] = count.visitors
        clicks = self.reciprocal.total()
        tallies = (self.asked, self.failed, self.corrected, self.ended, self.reworded)
        return Report(
            visitors=self.visitors.counts().get("", Count()).visitors,
            sent=self.sent,
            searches=self.outcomes.total(),
            outcomes={outcome: self.outcomes[outcome] for outcome in OUTCOMES},
            asked=_texts(self.asked, outcomes),
            failed=_texts(self.failed, outcomes),
            corrected=_texts(self.corrected, outcomes),
            reworded=self._rewordings(told),
            ranks=dict(sorted(self.ranks.items())),
            mrr=sum(value * count for value, count in self.reciprocal.items()) / clicks if clicks else None,
            articles=self._satisfaction(),
            exits={channel: count.visitors for channel, count in self.exits.counts().items()},
            survey=self._survey(),
            is_cut=any(tally.is_cut for tally in tallies),
        )

    def _rewordings(self, told: set[Wording]) -> tuple[Reworded, ...]:
        pairs: dict[tuple[Wording, Wording], Counter[bool]] = {}
        for (one, other, led), count in self.reworded.counts().items():
            if one in told and other in told:
                pairs.setdefault((one, other), Counter())[led] += count.visitors
        rows = [
            Reworded(one.text, other.text, one.locale, led.total(), led[True]) for (one, other), led in pairs.items()
        ]
        return tuple(sorted(rows, key=lambda row: (-row.visitors, -row.opened, row.text, row.then)))

    def _satisfaction(self) -> tuple[Satisfaction, ...]:
        texts = dict.fromkeys((article, locale) for article, locale, _ in self.votes)
        rows = [
            Satisfaction(
                article,
                locale,
                yes=self.votes[article, locale, "yes"],
                no=self.votes[article, locale, "no"],
                reasons=dict(self.reasons.get((article, locale), Counter()).most_common()),
            )
            for article, locale in texts
        ]
        return tuple(sorted(rows, key=lambda row: (-wilson(row.no, row.yes + row.no), row.article, row.locale)))

    def _survey(self) -> Survey:
        answers = self.scores.total()
        mean = sum(score * count for score, count in self.scores.items()) / answers if answers else None
        return Survey(answers, mean, {found: self.found[found] for found in ("yes", "no")})


def _texts(tally: Tally[Wording], outcomes: Mapping[Wording, Mapping[str, int]]) -> tuple[AskedText, ...]:
    """The wordings of a tally that may be told."""
    return tuple(
        AskedText(wording.text, wording.locale, count.visitors, outcomes[wording])
        for wording, count in tally.counts().items()
        if wording in outcomes
    )
