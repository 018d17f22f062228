"""Does an override name a person, and does its reason say something?

The charity asks that person the next day: the name of a desk, of a wing or of a role leads to nobody.
"""

from __future__ import annotations

from collections.abc import Collection

NAMES = 2
"""A first and a last name."""
LETTERS = 2
"""The fewest letters of a word, but an initial before a last name."""
REASON_WORDS = 3
"""The fewest different words that can say why: who, what, when."""
NO_PERSON = frozenset({"custody", "desk", "landing", "manager", "office", "officer", "prison", "staff", "unit", "wing"})
"""How the name of a place or of a role ends."""
CALL_SIGNS = frozenset({"one", "two", "three", "four", "five", "six", "seven", "eight", "nine"})
"""How a call sign ends: "Oscar One" is whoever is the orderly officer."""
TITLES = frozenset({"dr", "governor", "miss", "mr", "mrs", "ms", "officer", "senior"})
"""What stands before a name and is none: there may be another Officer Smith."""


def names_a_person(name: str, not_persons: Collection[str] = ()) -> bool:
    """Whether a name can be that of a person: two words of letters without a title, the first of them an initial at
    least, that do not end as the name of a place, of a role or as a call sign does, and are not one of
    ``not_persons``, the names that an account or a site has."""
    words = _words(name, fewest=1)
    names = [word for word in words if word not in TITLES]
    if len(names) < NAMES or len(names[-1]) < LETTERS or words[-1] in NO_PERSON | CALL_SIGNS:
        return False
    return words not in [_words(other, fewest=1) for other in not_persons]


def says_why(reason: str) -> bool:
    """Whether a reason has words: at least three different ones, of two letters or more each."""
    return len(set(_words(reason))) >= REASON_WORDS


def _words(text: str, fewest: int = LETTERS) -> list[str]:
    """The words of a text that are made of letters, in small letters; O'Connor, Smith-Jones and St. are words."""
    bare = (word.strip(".,;:!?()") for word in text.casefold().split())
    return [word for word in bare if sum(letter.isalpha() for letter in word) >= fewest and _is_of_letters(word)]


def _is_of_letters(word: str) -> bool:
    return all(letter.isalpha() or letter in "'’-./" for letter in word)
