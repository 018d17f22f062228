"""Something on a form is unlikely: is it right all the same? It is asked about in words, and never refused."""

from __future__ import annotations

from wtforms.validators import Optional

from listeners.web.fields import OneOf, choices

YES, NO = "yes", "no"


class Question(OneOf):
    """A question that is on the page only where it has to be asked: is this unlikely thing right? Until it is answered
    with yes nothing is put on file; "no" asks for the time to be corrected."""

    needed = False

    def __init__(self, **more: object) -> None:
        super().__init__(
            "Is that right?", [Optional()], choices=choices([(YES, "Yes, that is right"), (NO, "No")]), **more
        )

    def ask(self, words: str) -> None:
        """Ask it in these words, unless it is answered with yes already."""
        self.needed, self.label.text = True, words
        if self.data == NO:
            self.errors = [*self.errors, "Correct what is not right, then send it again"]
        elif self.data != YES:
            self.errors = [*self.errors, "Say whether this is right, or correct the time"]
