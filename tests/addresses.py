"""Why does the second app of a test run cost so little? What builds an address is compiled once for all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


def compile_once(compile_builder: Callable[[Rule, bool], Builder]) -> Callable[..., Any]:
    """Keep what ``Rule._compile_builder`` returns: it depends on the text of a rule and on nothing of its app.

    Werkzeug compiles Python for each rule of each app, which takes most of the time of making one (44 ms of 49).
    A rule with defaults is compiled anew, because its converters have a say in it.
    """
    kept: dict[tuple[object, ...], Builder] = {}

    def kept_builder(rule: Rule, append_unknown: bool = True) -> Builder:
        if rule.defaults:
            return compile_builder(rule, append_unknown)
        key = (rule.rule, rule.subdomain, rule.merge_slashes, append_unknown)
        if key not in kept:
            kept[key] = compile_builder(rule, append_unknown)
        return kept[key]

    return kept_builder
