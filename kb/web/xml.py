"""Answers in XML."""

from __future__ import annotations

import re

from flask import Response, render_template

_NOT_HELD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML 1.0 can't hold


def xml(template: str, mimetype: str = "application/xml", **values: object) -> Response:
    """A template of templates/feeds/ as an answer, without the characters that XML has no way to write."""
    text = _NOT_HELD.sub("", render_template(f"feeds/{template}", **values))
    return Response(text, content_type=f"{mimetype}; charset=utf-8")
