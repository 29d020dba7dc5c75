"""The root of what can go wrong upstairs; each cause is a small class beside the code that raises it."""

from __future__ import annotations


class HelpCenterError(Exception):
    """str() of it is a sentence that says what happened, to what, and what to do next."""
