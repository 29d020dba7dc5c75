"""A list in pages: where one page begins and ends, and which page numbers are worth a link."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paging:
    """One page of a list. pages: at least 1. first, last: the slice of the list, last exclusive."""

    page: int
    pages: int
    first: int
    last: int

    @classmethod
    def of(cls, total: int, page: int, per_page: int, most: int | None = None) -> Paging:
        """The page nearest to the wanted one that exists, at most page `most`."""
        pages = max(1, -(-total // per_page))
        if most is not None:
            pages = min(pages, most)
        page = min(max(page, 1), pages)
        return cls(page, pages, (page - 1) * per_page, page * per_page)

    @property
    def numbers(self) -> list[int]:
        """The first, the last and the pages around this one, ascending."""
        near = {1, self.pages, *range(self.page - 1, self.page + 2)}
        return sorted(number for number in near if 1 <= number <= self.pages)
