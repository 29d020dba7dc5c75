"""`python -m bench.gallery`: pictures of every kind of page by language, width and colours, and a page of them all."""

from __future__ import annotations

import argparse
import base64
import html
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from selenium.webdriver import Chrome

from bench.chromium import HEIGHT, NoBrowser, chromium, prefer, resize, served
from bench.places import ROOT
from tests.page_kinds import FORM, PAGE_KINDS, WORDS, PageKind, content_with_everything, show
from tests.visitor import Visitor

WIDTHS = (390, 768, 1440)
SCHEMES = ("light", "dark")
LONGEST = 2600  # pixels of a page that a picture shows
SHOWN_IN_DOCS = (
    "home zh-CN 390 light",
    "home zh-CN 1440 light",
    "home ar 390 dark",
    "suggestions zh-CN 390 light",
    "results zh-CN 390 light",
    "results en 1440 dark",
    "results-none en 390 light",
    "article zh-CN 390 dark",
    "article en 1440 light",
    "article-everything ar 390 light",
    "error-404-with-hits zh-CN 390 light",
    "contact zh-CN 390 light",
    "verify-lookalike zh-CN 390 dark",
    "category-articles zh-CN 768 light",
)
QUALITIES = (80, 65, 50, 35)
MOST_BYTES = 60_000  # of one picture in docs/


@dataclass(frozen=True, slots=True)
class View:
    """A page as one reader sees it."""

    kind: PageKind
    locale: str
    width: int
    scheme: str

    @property
    def name(self) -> str:
        """ "home zh-CN 390 light"."""
        return f"{self.kind.name} {self.locale} {self.width} {self.scheme}"

    @property
    def file(self) -> str:
        """Its picture's file."""
        return self.name.replace(" ", "-") + ".webp"


def views(kinds: Sequence[str], locales: Sequence[str], widths: Sequence[int], schemes: Sequence[str]) -> list[View]:
    """Every view of these; all where none are named."""
    chosen = [kind for kind in PAGE_KINDS if not kinds or kind.name in kinds]
    all_of = product(chosen, locales or WORDS, widths or WIDTHS, schemes or SCHEMES)
    return [View(*values) for values in all_of]


def taken(driver: Chrome, origin: str, wanted: Sequence[View], longest: int = LONGEST) -> Iterator[tuple[View, bytes]]:
    """A WebP picture of each view, under MOST_BYTES where the last of QUALITIES allows."""
    for view in wanted:
        resize(driver, view.width)
        prefer(driver, prefers_color_scheme=view.scheme, prefers_reduced_motion="reduce")
        show(Visitor(driver, origin), view.kind, view.locale)
        bottom = driver.execute_script("return Math.ceil(document.documentElement.scrollHeight)")
        height = max(HEIGHT, min(int(bottom), longest))
        for quality in QUALITIES:
            picture = _picture(driver, view.width, height, quality)
            if len(picture) <= MOST_BYTES:
                break
        yield view, picture


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the pictures; 2 without a browser."""
    wanted = _parser().parse_args(arguments)
    out: Path = wanted.out
    chosen = views(wanted.kinds, wanted.locales, wanted.widths, wanted.schemes)
    if wanted.docs:
        chosen = [view for view in views((), (), (), ()) if view.name in SHOWN_IN_DOCS]
    out.mkdir(parents=True, exist_ok=True)
    try:
        with TemporaryDirectory() as folder, chromium() as driver:
            content = content_with_everything(Path(folder) / "content")
            with served(content, Path(folder) / "data", settings=FORM) as origin:
                for view, picture in taken(driver, origin, chosen, HEIGHT if wanted.docs else LONGEST):
                    (out / view.file).write_bytes(picture)
    except NoBrowser as fault:
        print(fault, file=sys.stderr)
        return 2
    if not wanted.docs:
        (out / "index.html").write_text(_index(chosen), encoding="utf-8")
    print(f"{len(chosen)} pictures in {out}")
    return 0


def _picture(driver: Chrome, width: int, height: int, quality: int) -> bytes:
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
    how = {"format": "webp", "quality": quality, "captureBeyondViewport": height > HEIGHT, "clip": clip}
    return base64.b64decode(driver.execute_cdp_cmd("Page.captureScreenshot", how)["data"])


def _index(chosen: Sequence[View]) -> str:
    form = '<figure><img src="{}" loading="lazy" alt=""><figcaption>{}</figcaption></figure>'
    shown = "\n".join(form.format(html.escape(view.file), html.escape(view.name)) for view in chosen)
    style = "figure{display:inline-block;vertical-align:top;margin:8px}img{max-width:420px;border:1px solid #999}"
    return f"<!doctype html><meta charset=utf-8><title>Gallery</title><style>{style}</style>\n{shown}\n"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.gallery", description=__doc__)
    parser.add_argument("out", type=Path, nargs="?", default=ROOT / ".kb-data" / "gallery", help="a folder")
    parser.add_argument("--kinds", nargs="*", default=[], choices=[kind.name for kind in PAGE_KINDS], metavar="KIND")
    parser.add_argument("--locales", nargs="*", default=[], choices=list(WORDS), metavar="LOCALE")
    parser.add_argument("--widths", nargs="*", default=[], type=int, metavar="PIXELS")
    parser.add_argument("--schemes", nargs="*", default=[], choices=SCHEMES, metavar="SCHEME")
    parser.add_argument("--docs", action="store_true", help="only the few pictures that docs/gallery.md shows")
    return parser


if __name__ == "__main__":
    sys.exit(main())
