"""Why is the second app of a run made so soon? What reads an address, and what builds one, is compiled once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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


def parse_once(parse: Callable[[Rule, str], Iterable[Any]]) -> Callable[[Rule, str], list[Any]]:
    """Keep the parts that ``Rule._parse_rule`` finds in the text of a rule, and what it notes of it on the rule: that
    is half of what is left of the time. A converter of ours knows nothing of its app."""
    kept: dict[str, tuple[list[Any], list[Any], dict[str, Any]]] = {}

    def kept_parts(rule: Rule, text: str) -> list[Any]:
        if text not in kept:
            before, known = len(rule._trace), set(rule._converters)
            parts = list(parse(rule, text))
            converters = {name: each for name, each in rule._converters.items() if name not in known}
            kept[text] = parts, rule._trace[before:], converters
            return parts
        parts, trace, converters = kept[text]
        rule._trace += trace
        rule._converters |= converters
        rule.arguments |= converters.keys()
        return parts

    return kept_parts
