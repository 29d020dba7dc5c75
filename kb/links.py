"""Links and images as an author wrote them, relative to files, made addresses of this site."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

from kb import addresses
from kb.article import Article
from kb.image_size import image_size
from kb.markdown.outline import fragment_anchor
from kb.shelves import Shelves

IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")  # not SVG, which can carry script
MOST_IMAGE_BYTES = 16 * 1024 * 1024  # one is sent whole from memory, so that a slow reader holds up nobody
_ATTRIBUTE = re.compile(r'(<(?:a|img)\b[^<>]*?\s)(href|src)="([^"]*)"')
_IMAGE = re.compile(r"<img [^<>]*>")
_MEDIA = re.compile(r' src="/media/([^"?#]+)')
_GIVEN = re.compile(r' (width|height)="([1-9]\d{0,3})"')
_STRANGE = re.compile(r' (?:width|height)="[^"]*[^"\d]')  # a share of the line's width
_SCHEME = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*:")
_ENDINGS = ("", ".md", ".mdx", ".markdown", "/index.md", "/_index.md", "/README.md", "/index.mdx")


def linked(source: str, article: Article, shelves: Shelves, content: Path) -> str:
    """The HTML of an article with the links of its author resolved and its images sized; what leads to nothing known
    stays as it is."""

    def replaced(match: re.Match[str]) -> str:
        written = html.unescape(match[3])
        resolve: Callable[[str, Article, Shelves], str] = _target if match[2] == "href" else _image
        target = resolve(written, article, shelves)
        if match[2] == "src" and target.startswith("/media/") and media_file(content, unquote(target[7:])) is None:
            target = written
        return f'{match[1]}{match[2]}="{html.escape(target)}"'

    return sized(_ATTRIBUTE.sub(replaced, source), content)


def sized(source: str, content: Path) -> str:
    """The HTML with the width and height of each image that is a file of the content folder."""
    return _IMAGE.sub(lambda match: _sized(match[0], content), source) if "<img" in source else source


def _sized(tag: str, content: Path) -> str:
    """The tag with the width and height of its file, in the proportion of the one that the author gave, if any."""
    place, given = _MEDIA.search(tag), {name: int(pixels) for name, pixels in _GIVEN.findall(tag)}
    path = media_file(content, unquote(html.unescape(place[1]))) if place and not _STRANGE.search(tag) else None
    size = image_size(path) if path and len(given) < 2 else None
    if size is None:
        return tag
    across, down = size
    scale = given["width"] / across if "width" in given else given["height"] / down if "height" in given else 1
    sides = {"width": max(1, round(across * scale)), "height": max(1, round(down * scale)), **given}
    return f'{_GIVEN.sub("", tag)[:-1]} width="{sides["width"]}" height="{sides["height"]}">'


def media_file(content: Path, relative: str) -> Path | None:
    """The image file of the content folder at a path, None unless it is one, inside the folder and not too large."""
    path = content / relative.lstrip("/")
    try:
        resolved = path.resolve()
        inside = resolved.is_relative_to(content.resolve()) and resolved.is_file()
        inside = inside and resolved.stat().st_size <= MOST_IMAGE_BYTES
    except (OSError, ValueError):
        return None
    hidden = any(part.startswith(".") for part in Path(relative).parts)
    return resolved if inside and not hidden and resolved.suffix.lower() in IMAGE_SUFFIXES else None


def _target(written: str, article: Article, shelves: Shelves) -> str:
    if _SCHEME.match(written):
        return written
    path, _, fragment = written.partition("#")
    if not path:
        return written  # an anchor of the page itself, which has its form already
    anchor = f"#{fragment_anchor(fragment)}" if fragment else ""
    found = _article_at(path.partition("?")[0], article, shelves)
    if found is not None:
        return addresses.article_path(found) + anchor
    if path.lower().endswith(IMAGE_SUFFIXES):
        return _image(path, article, shelves)
    return written


def _article_at(path: str, article: Article, shelves: Shelves) -> Article | None:
    path = unquote(path)
    if path.startswith("/"):
        return _article_at_site_path(path.strip("/"), article, shelves)
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(article.path), path))
    return _by_file(joined, shelves)


def _article_at_site_path(path: str, article: Article, shelves: Shelves) -> Article | None:
    """For "/docs/concepts": the file below the content folder or the locale's, an id, or an old address."""
    top = article.path.partition("/")[0]
    return (
        _by_file(path, shelves)
        or _by_file(f"{top}/{path}", shelves)
        or shelves.article(re.sub(r"\.(md|mdx|html?)$", "", path), article.locale)
        or shelves.redirects.get(path.casefold())
    )


def _by_file(path: str, shelves: Shelves) -> Article | None:
    return next((shelves.by_path[path + end] for end in _ENDINGS if path + end in shelves.by_path), None)


def _image(written: str, article: Article, _: Shelves) -> str:
    if _SCHEME.match(written) or not written:
        return written
    path = unquote(written.partition("?")[0].partition("#")[0])
    base = "" if path.startswith("/") else posixpath.dirname(article.path)
    joined = posixpath.normpath(posixpath.join(base, path.lstrip("/")))
    return written if joined.startswith("..") else addresses.media_path(joined)
