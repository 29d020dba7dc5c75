"""Errors of the API as application/problem+json. Source: RFC 9457."""

from __future__ import annotations

import json

from flask import Response, request

from kb.web.arguments import BadArgument


def problem(status: int, title: str, detail: str, **more: object) -> Response:
    """The response for a request under /api/ that can't be answered."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "instance": request.path, **more}
    text = json.dumps(body, ensure_ascii=False, indent=1)
    return Response(text + "\n", status=status, content_type="application/problem+json")


def bad_argument(error: BadArgument) -> Response:
    """400, naming the parameter and what it may be."""
    return problem(400, "Bad parameter", str(error), parameter=error.parameter, allowed=error.allowed)
