"""What `site.yml` says of the whole help center: its name, locales, colours and addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Site:
    """locales: served, in display order, the default one among them. fallbacks: by locale, the locales tried after it.
    names, taglines, greetings: by locale. popular: by locale, short searches offered on the home page.
    official: domains, e-mail domains, accounts and names that are ours; see kb.official.
    money: paths of categories whose articles concern money."""

    default_locale: str = "en"
    locales: tuple[str, ...] = ("en",)
    fallbacks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    taglines: Mapping[str, str] = field(default_factory=dict)
    greetings: Mapping[str, str] = field(default_factory=dict)
    popular: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    accent: str = "#0f766e"
    base_url: str = ""
    official: tuple[str, ...] = ()
    money: tuple[str, ...] = ()

    def chain(self, locale: str) -> tuple[str, ...]:
        """The locales to try for a reader of `locale`, best first: itself, its fallbacks, its language's relatives,
        the default, then the rest of `locales`; each once."""
        language = locale.partition("-")[0]
        relatives = [other for other in self.locales if other.partition("-")[0] == language]
        wanted = [locale, *self.fallbacks.get(locale, ()), *relatives, self.default_locale, *self.locales]
        return tuple(dict.fromkeys(wanted))

    def text(self, by_locale: Mapping[str, str], locale: str) -> str:
        """The text of the first locale of the reader's chain that has one, else ""."""
        return by_locale.get(self.told(by_locale, locale), "")

    def told(self, by_locale: Mapping[str, str], locale: str) -> str:
        """The first locale of the reader's chain that has a text, else ""."""
        return next((tag for tag in self.chain(locale) if tag in by_locale), "")

    def is_about_money(self, category: str) -> bool:
        """True for a category that `money` names, or one below it."""
        return any(f"{category}/".startswith(f"{path}/") for path in self.money)
