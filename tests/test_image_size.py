"""Images of articles say how large they are, so that nothing jumps when they arrive."""

from __future__ import annotations

import random
import re
import struct
import threading
import zlib
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selenium.webdriver import Chrome

from bench.chromium import served
from kb.image_size import image_size
from kb.links import sized
from tests.slow_line import slow_line
from tests.visitor import PHONE, Visitor

JPEG = (
    "/9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAP//////////////////////////////////"
    "////////////////////////////////////////////////////wAALCAAZACgBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QA"
    "tRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVW"
    "V1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP0"
    "9fb3+Pn6/9oACAEBAAA/AJKKKKKKKKKKKKKKKKKKKK//2Q=="
)
AVIF = (
    "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADrbWV0YQAAAAAAAAAhaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAAAAAAAOcGl0bQAA"
    "AAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAETAAAAIwAAAChpaW5mAAAAAAABAAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAAAABqaXBycAAAAEtp"
    "cGNvAAAAFGlzcGUAAAAAAAAAKAAAABkAAAAQcGl4aQAAAAADCAgIAAAADGF2MUOBAAwAAAAAE2NvbHJuY2x4AAEADQAGgAAAABdpcG1hAAAAAAAAAAEA"
    "AQQBAoMEAAAAK21kYXQSAAoJGBUnw0QENBoQMhQf94eFFd///+LAAADcqMEFI1UWIA=="
)
GIF = b"GIF89a" + struct.pack("<HHBBB", 40, 25, 0x80, 0, 0) + bytes(6) + b"," + struct.pack("<HHHHB", 0, 0, 40, 25, 0)
FILES = {
    "plain.png": b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAACgAAAAZAQAAAABro1HIAAAAEklEQVR4nGP8z8DAwMDEMLhIAKOnATFtosQpAAAAAElFTkSuQmCC"
    ),
    "moving.gif": GIF + b"\x02\x02\x44\x01\x00;",
    "exact.webp": b64decode("UklGRh4AAABXRUJQVlA4TBEAAAAvJwAGAAfQ//73v/+BiOh/AAA="),
    "small.webp": b64decode("UklGRjQAAABXRUJQVlA4ICgAAADwAgCdASooABkAP83m7XA/uDIrJWgD8DmJaQAAKUNt8AD+6RAAAAAA"),
    "new.avif": b64decode(AVIF),
    "turned.jpg": b64decode(JPEG),  # a photograph that a phone held upright: its Exif says so
}
PAINTED = "/healthz?painted"
SHIFTS = f"""  // how far things move, and a word when something was painted and the script of the page has run
    window.shift = 0;
    new PerformanceObserver((list) => {{
      for (const entry of list.getEntries()) shift += entry.value;
    }}).observe({{ type: "layout-shift", buffered: true }});
    addEventListener("DOMContentLoaded", function look() {{
      const isPainted = performance.getEntriesByName("first-contentful-paint").length > 0;
      if (!isPainted || !document.querySelector(".zoom")) return setTimeout(look, 20);
      window.before = [...document.querySelectorAll(".text img")].map((image) => image.naturalWidth);
      fetch("{PAINTED}");
    }});
"""
LOADED = "return [...document.querySelectorAll('.text img')].every(image => image.complete && image.naturalWidth)"
LARGE = 4


def noise(across: int, down: int) -> bytes:
    """A PNG that can't be packed, in grey."""
    rows = b"".join(b"\0" + random.Random(row).randbytes(across) for row in range(down))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", across, down, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 1)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.fixture(scope="module")
def site(driver: Chrome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with an article of every kind of image, and one with several large ones between its paragraphs."""
    content = tmp_path_factory.mktemp("images") / "content"
    (content / "en").mkdir(parents=True)
    for name, data in FILES.items():
        (content / "en" / name).write_bytes(data)
    for number in range(LARGE):
        (content / "en" / f"large-{number}.png").write_bytes(noise(600, 300 + 20 * number))
    kinds = "\n\n".join(f"![]({name})" for name in FILES)
    sides_given = ('width="80"', 'height="50"', 'width="7" height="9"')
    kinds += "\n\n" + " ".join(f'<img src="plain.png" {sides}>' for sides in sides_given)
    large = "\n\n".join(f"![{number}](large-{number}.png)\n\n" + "Words. " * 40 for number in range(LARGE))
    (content / "en" / "kinds.md").write_text(f"---\nid: 1\ntitle: Kinds\n---\n{kinds}\n", encoding="utf-8")
    (content / "en" / "large.md").write_text(f"---\nid: 2\ntitle: Large\n---\nWords.\n\n{large}\n", encoding="utf-8")
    with served(content, content.parent / "data") as origin:
        yield origin


@pytest.fixture
def reader(driver: Chrome, site: str) -> Visitor:
    """Somebody on a phone."""
    visitor = Visitor(driver, site)
    visitor.resize(PHONE)
    return visitor


@pytest.mark.browser
def test_an_image_says_the_size_that_the_browser_comes_to(reader: Visitor) -> None:
    reader.open("/en/articles/1")
    reader.ask("document.querySelectorAll('.text img').forEach(image => { image.loading = 'eager'; })")
    reader.until(lambda: reader.ask(LOADED))
    said, came = "image.getAttribute('width'), image.getAttribute('height')", "image.naturalWidth, image.naturalHeight"
    sizes = reader.ask(f"return [...document.querySelectorAll('.text img')].map(image => [{said}, {came}])")
    kinds = dict(zip(FILES, sizes, strict=False))
    assert {name: [int(side) for side in found[:2]] for name, found in kinds.items()} == {
        name: found[2:] for name, found in kinds.items()
    }
    assert kinds["turned.jpg"][2:] == [25, 40]
    assert [found[:2] for found in sizes[len(FILES) :]] == [["80", "50"], ["80", "50"], ["7", "9"]]


@pytest.mark.browser
def test_nothing_jumps_when_images_arrive_late(reader: Visitor, site: str) -> None:
    gates: dict[str, threading.Event] = {}
    held = {
        "images": lambda path: path.startswith("/media/"),
        "": lambda path: path == PAINTED and gates["images"].set(),
    }
    added = reader.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": SHIFTS})
    try:
        with slow_line(site, held) as (origin, found):
            gates.update(found)
            Visitor(reader.driver, origin).open("/en/articles/2")
            assert reader.ask("return before") == [0] * LARGE, "the images were there before the page was painted"
            loading = reader.ask("return [...document.querySelectorAll('.text img')].map(image => image.loading)")
            assert loading == ["auto", *["lazy"] * (LARGE - 1)]
            reader.until(lambda: reader.ask(LOADED) or reader.ask("scrollBy(0, 40)"))
            assert reader.ask("return shift") < 0.05
    finally:
        reader.command("Page.removeScriptToEvaluateOnNewDocument", identifier=added["identifier"])


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 400), bytes_=st.binary(max_size=8), length=st.integers(0, 500))
def test_a_damaged_image_has_a_size_or_none_and_never_fails(
    tmp_path: Path, name: str, place: int, bytes_: bytes, length: int
) -> None:
    whole = FILES[name]
    file = tmp_path / f"{random.random()}-{name}"
    file.write_bytes((whole[:place] + bytes_ + whole[place + len(bytes_) :])[:length])
    found = image_size(file)
    assert found is None or all(0 < side <= 30_000 for side in found)


def test_what_is_no_image_has_no_size(tmp_path: Path) -> None:
    hostile = b"\xff\xd8" + b"\xff\xe0\x00\x02" * 4_000_000  # 16 MB of empty parts
    for name, data in (("a.png", b""), ("b.png", b"<svg width='1e999'/>"), ("c.jpg", hostile), ("d.gif", b"GIF89a")):
        (tmp_path / name).write_bytes(data)
        assert image_size(tmp_path / name) is None, name
    assert image_size(tmp_path / "missing.png") is None
    assert image_size(tmp_path) is None


def test_an_image_that_was_saved_anew_has_its_new_size(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(noise(3, 4))
    assert image_size(file) == (3, 4)
    file.write_bytes(noise(50, 60))
    assert image_size(file) == (50, 60)


def test_an_image_of_elsewhere_or_with_a_share_of_the_width_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(noise(3, 4))
    for tag in (
        '<img src="https://a.example/a.png">',
        '<img src="/media/no.png">',
        '<img src="/media/a.png" width="50%">',
    ):
        assert sized(f"<p>{tag}</p>", tmp_path) == f"<p>{tag}</p>"
    assert re.findall(r'(?:width|height)="\d+"', sized('<img src="/media/a.png" alt="x">', tmp_path)) == [
        'width="3"', 'height="4"',
    ]  # fmt: skip
