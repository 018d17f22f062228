"""Does every template import macros that exist and give them what they ask for, and does some page call every macro?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from jinja2 import Environment, nodes

from tests.architecture.files import committed, product_python

PARSER = Environment(autoescape=True)


def faults(templates: dict[str, str], code: str = "") -> list[str]:
    """What is wrong with the macros of templates (their text by name): missing, imported or defined in vain, or called
    without what they ask for, which would be empty on the page without an error.

    A macro that ``code`` names between quotes is called from there.
    """
    trees = {name: PARSER.parse(text) for name, text in templates.items()}
    macros = {name: {each.name for each in tree.find_all(nodes.Macro)} for name, tree in trees.items()}
    imported = [(name, *each) for name, tree in trees.items() for each in _imports(tree) if each[0] in trees]
    wanted = {(source, macro) for _, source, macro in imported}
    found = [
        f"{name} imports {macro}, which {source} lacks"
        for name, source, macro in imported
        if macro not in macros[source]
    ]
    found += [
        f"{name} imports {macro} and does not call it" for name, _, macro in imported if not _reads(trees[name])[macro]
    ]
    found += [
        f"{name} defines {macro}, which nothing calls"
        for name in trees
        for macro in sorted(macros[name])
        if not _reads(trees[name])[macro] and (name, macro) not in wanted and f'"{macro}"' not in code
    ]
    asked = {(name, each.name): _asked_for(each) for name, tree in trees.items() for each in tree.find_all(nodes.Macro)}
    for name, tree in trees.items():
        known = {macro: asked.get((source, macro), []) for source, macro in _imports(tree)}
        known |= {macro: asked[name, macro] for macro in macros[name]}
        found += [f"{name} calls {macro} without {word}" for macro, word in _left_out(tree, known)]
    return found


def _asked_for(macro: nodes.Macro) -> list[str]:
    """The words that a macro must be given: those before the first one with a value of its own."""
    return [each.name for each in macro.args[: len(macro.args) - len(macro.defaults)]]


def _left_out(tree: nodes.Template, known: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    for call in tree.find_all(nodes.Call):
        if not isinstance(call.node, nodes.Name) or call.dyn_args or call.dyn_kwargs:
            continue
        named = {each.key for each in call.kwargs}
        missing = known.get(call.node.name, [])[len(call.args) :]
        yield from ((call.node.name, word) for word in missing if word not in named)


def _imports(tree: nodes.Template) -> Iterator[tuple[str, str]]:
    for each in tree.find_all(nodes.FromImport):
        if isinstance(each.template, nodes.Const):
            yield from ((each.template.value, macro) for macro in each.names if isinstance(macro, str))


def _reads(tree: nodes.Template) -> Counter[str]:
    return Counter(each.name for each in tree.find_all(nodes.Name) if each.ctx == "load")


def test_every_macro_is_there_and_called() -> None:
    folder = "templates/"
    files = committed(".html", ".txt", ".svg", below=folder)
    texts = {path.as_posix().rpartition(f"/{folder}")[2]: path.read_text(encoding="utf-8") for path in files}

    assert len(texts) > 50
    code = "\n".join(path.read_text(encoding="utf-8") for path in product_python())
    assert faults(texts, code) == []


def test_a_call_that_leaves_a_word_out_is_found() -> None:
    words = "{% macro kept(one, two, three=3) %}{% endmacro %}"
    page = '{% from "words.html" import kept %}{{ kept(1, two=2) }}{{ kept(1) }}{% call kept(two=2) %}{% endcall %}'

    assert faults({"words.html": words, "page.html": page}) == [
        "page.html calls kept without two",
        "page.html calls kept without one",
    ]


def test_a_missing_and_an_idle_macro_are_found() -> None:
    words = "{% macro kept() %}{% endmacro %}{% macro forgotten() %}{% endmacro %}"
    page = '{% from "words.html" import kept, gone %}{% from "words.html" import kept %}{{ gone() }}'

    assert faults({"words.html": words, "page.html": page}) == [
        "page.html imports gone, which words.html lacks",
        "page.html imports kept and does not call it",
        "page.html imports kept and does not call it",
        "words.html defines forgotten, which nothing calls",
    ]
