"""How old must somebody be to read a page with ease? The Flesch-Kincaid grade of its text, and five years.

Flesch-Kincaid grade level (Kincaid and others, 1975): 0.39 words a sentence + 11.8 syllables a word - 15.59; a child of
the first grade is six. A block of a page ends its sentence, as a full stop does. Numbers are not read as words.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

SILENT = ("head", "script", "style", "svg", "nav", "button")
INLINE = ("a", "abbr", "b", "em", "span", "strong", "time", "kbd", "code")
SHORTEST = 4
"""What has fewer words is a label or a choice, not a sentence."""
SENTENCE, WORD = re.compile(r"[.!?:;\n]+"), re.compile(r"[a-z]+(?:['’][a-z]+)?", re.IGNORECASE)
VOWELS = re.compile(r"[aeiouy]+")
SILENT_END = re.compile(r"([^aeiouylr]e|[^aeiouytd]ed|[^aeiouyscxzhg]es)$")


@dataclass(frozen=True)
class Measured:
    """How much was read: sentences, their words, and the syllables of those."""

    sentences: int = 0
    words: int = 0
    syllables: int = 0

    def __add__(self, other: Measured) -> Measured:
        """Both together."""
        return Measured(self.sentences + other.sentences, self.words + other.words, self.syllables + other.syllables)

    @property
    def age(self) -> float:
        """The age, in years, from which it is read with ease."""
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59 + 5


def measured(text: str) -> Measured:
    """Measure a text."""
    sentences = [found for part in SENTENCE.split(text) if len(found := WORD.findall(part)) >= SHORTEST]
    words = [word for sentence in sentences for word in sentence]
    return Measured(len(sentences), len(words), sum(map(syllables, words)))


def syllables(word: str) -> int:
    """How many syllables a word has, by its groups of vowels: a last e, or ed or es, is mostly silent."""
    plain = word.lower().replace("'", "").replace("’", "")
    many = len(VOWELS.findall(plain))
    if (
        re.search(r"[^aeiouylr]e$", plain)
        or re.search(r"[^aeiouytd]ed$", plain)
        or re.search(r"[^aeiouyscxzhg]es$", plain)
    ):
        many -= 1
    return max(many, 1)


def text_of(page: str) -> str:
    """What somebody reads on a page: its main part, or all of a print; a line for each block, no buttons."""
    main = re.search(r"<main.*?</main>|<body.*?</body>", re.sub(r"\s+", " ", page))
    assert main, "not a page"
    read = re.sub(rf"<({'|'.join(SILENT)})\b.*?</\1>", "\n", main.group())
    read = re.sub(rf"</?(?:{'|'.join(INLINE)})\b[^>]*>", "", read)
    return html.unescape(re.sub(r"<[^>]+>", "\n", read))
