"""`python -m bench.pages`: what a page costs a reader with a slow phone, in a real Chromium; status 1 over a budget."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, urlsplit

from selenium.webdriver import Chrome

from bench.chromium import NoBrowser, chromium, resize, served
from bench.places import ROOT
from bench.table import table
from tests.page_kinds import FORM

PHONE, DESK = 390, 1440
SLOWDOWN = 4  # of the processor: a phone of the lower middle against a desk
RUNS = 5
BUDGETS = {"bytes": 120_000, "script_bytes": 40_000, "shift": 0.05, "paint_ms": 1000.0}
PAGES = {
    "home": "/{locale}/",
    "results": "/{locale}/search?q={query}",
    "article": "/{locale}/articles/1042",
    "contact": "/{locale}/contact",
}
QUERIES = {"zh-CN": "提币手续费", "en": "withdrawal fee", "ar": "USDT"}
# Shifts are summed up, which is never less than the largest burst of them that CLS means.
SHIFTS_AND_PAINT = """
    const done = arguments[0];
    const kinds = PerformanceObserver.supportedEntryTypes;
    if (!kinds.includes("layout-shift") || !kinds.includes("paint")) throw new Error("can't be measured here");
    let shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    const paint = () => performance.getEntriesByName("first-contentful-paint")[0];
    const bottom = () => document.documentElement.scrollHeight;
    let at = 0;
    (function look() {
      at += 600;
      scrollTo(0, at);
      if (at < bottom() || !paint() || document.readyState !== "complete") requestAnimationFrame(look);
      else setTimeout(() => done([shift, paint().startTime]), 200);
    })();
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one visit with an empty cache costs. bytes: as they went over the wire, heads included."""

    requests: int
    bytes: int
    script_bytes: int
    shift: float
    paint_ms: float

    def broken(self) -> list[str]:
        """The budgets that it breaks, each as a sentence."""
        figures = asdict(self)
        return [
            f"{name.replace('_', ' ')} {figures[name]:,.6g} of {most:,g}"
            for name, most in BUDGETS.items()
            if figures[name] > most
        ]


def address(page: str, locale: str) -> str:
    """The path of one of PAGES."""
    return PAGES[page].format(locale=locale, query=quote(QUERIES.get(locale, QUERIES["en"])))


def cost(driver: Chrome, url: str, width: int, slowdown: float = SLOWDOWN) -> Cost:
    """The cost of a first visit, scrolled to its end."""
    driver.get("about:blank")
    resize(driver, width)
    place = urlsplit(url)
    if place.netloc:  # a service worker of an earlier visit would bring everything for nothing
        origin = f"{place.scheme}://{place.netloc}"
        driver.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    driver.execute_cdp_cmd("Network.clearBrowserCache", {})
    driver.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    _events(driver)
    driver.get(url)
    shift, paint_ms = driver.execute_async_script(SHIFTS_AND_PAINT)
    driver.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": 1})
    sizes, scripts = _loaded(_events(driver))
    script_bytes = sum(size for request, size in sizes.items() if request in scripts)
    return Cost(len(sizes), sum(sizes.values()), script_bytes, round(shift, 4), round(paint_ms, 1))


def typical(costs: Sequence[Cost]) -> Cost:
    """The middle of each figure, but the largest shift."""
    middle = {name: median(asdict(each)[name] for each in costs) for name in ("requests", "bytes", "script_bytes")}
    return Cost(
        **{name: int(value) for name, value in middle.items()},
        shift=max(each.shift for each in costs),
        paint_ms=round(median(each.paint_ms for each in costs), 1),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints, and says with 1 that a budget is broken."""
    wanted = _parser().parse_args(arguments)
    found: dict[str, Cost] = {}
    try:
        with (
            TemporaryDirectory() as folder,
            chromium() as driver,
            served(wanted.content, Path(folder) / "data", settings=FORM) as origin,
        ):
            for locale, page, width in product(wanted.locales, PAGES, (PHONE, DESK)):
                url = origin + address(page, locale)
                costs = [cost(driver, url, width) for _ in range(wanted.runs + 1)][1:]
                found[f"{page} {locale} {width}"] = typical(costs)
    except NoBrowser as fault:
        print(fault, file=sys.stderr)
        return 2
    print(_text(found))
    if wanted.json:
        figures = {name: asdict(each) for name, each in found.items()}
        wanted.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    broken = [f"{name}: {sentence}" for name, each in found.items() for sentence in each.broken()]
    print("\n".join(broken) or "Every budget is kept.")
    return 1 if broken else 0


def _events(driver: Chrome) -> list[dict[str, Any]]:
    """What the browser noted of the network since it was last asked."""
    logged = driver.get_log("performance")  # type: ignore[no-untyped-call]
    return [json.loads(entry["message"])["message"] for entry in logged]


def _loaded(events: list[dict[str, Any]]) -> tuple[dict[str, int], set[str]]:
    """Bytes by request, and which requests were of scripts."""
    sizes: dict[str, int] = {}
    scripts: set[str] = set()
    for event in events:
        values = event["params"]
        if event["method"] == "Network.loadingFinished":
            sizes[values["requestId"]] = int(values["encodedDataLength"])
        elif event["method"] == "Network.responseReceived" and values["type"] == "Script":
            scripts.add(values["requestId"])
    return sizes, scripts


def _text(found: dict[str, Cost]) -> str:
    rows: list[tuple[str, ...]] = [("page", "requests", "kB", "kB of script", "layout shift", "first paint ms")]
    for name, each in found.items():
        sizes = (f"{each.bytes / 1000:.1f}", f"{each.script_bytes / 1000:.1f}")
        rows.append((name, str(each.requests), *sizes, f"{each.shift:.3f}", f"{each.paint_ms:.0f}"))
    budgets = (f"{BUDGETS['bytes'] / 1000:.0f}", f"{BUDGETS['script_bytes'] / 1000:.0f}")
    rows.append(("budget", "", *budgets, f"{BUDGETS['shift']:.3f}", f"{BUDGETS['paint_ms']:.0f}"))
    return table(rows)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("locales", nargs="*", default=["zh-CN", "ar"], help="whose pages (default: zh-CN ar)")
    parser.add_argument("--content", type=Path, default=ROOT / "articles", metavar="FOLDER", help="default: the demo")
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N", help=f"visits of each page (default: {RUNS})")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures to a file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
