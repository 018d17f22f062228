"""A line does not fit what is on file, or itself: is it about the request that is on file, and did somebody go?"""

from __future__ import annotations

from collections.abc import Mapping

from wtforms.validators import Optional

from listeners.services.paper_lines import PaperExit, Unlike
from listeners.web import filters
from listeners.web.fields import OneOf, choices

ENDED = {
    PaperExit.BACK: "Everybody came back, or is still out",
    PaperExit.CALLED_OFF: "Called off: the man no longer wanted a Listener",
    PaperExit.TELEPHONE: "Telephone: nobody was left to ask",
    PaperExit.TELEPHONE_WHILE_FREE: "Telephone, though a Listener could have gone",
    PaperExit.REFUSED: "Staff could not let a Listener go",
}


class SameQuestion(OneOf):
    """A question that is on the page only where something else is on file of a request of that wing and minute: is the
    line about it? Either answer puts the line on file."""

    needed = False

    def __init__(self, **more: object) -> None:
        offered = (("same", "Yes: put right what is on file"), ("other", "No: another man asked in the same minute"))
        super().__init__("Is this line about it?", [Optional()], choices=choices(offered), **more)

    def ask_about(self, there: tuple[Unlike | None, ...], team: Mapping[str, str]) -> None:
        """Ask it about these requests, where there are any, and it is not answered already. ``team``: names by id."""
        if not there:
            return
        about = "; ".join(_on_file(each, team) for each in there)
        words = f"A request of this wing and minute is on file already: {about}. Is this line about it?"
        self.needed, self.label.text = True, words
        if self.answer is None:
            self.errors = [*self.errors, "Say whether this line is about the request that is on file already"]

    @property
    def answer(self) -> bool | None:
        """Whether it is about that one; None where nobody said."""
        return {"same": True, "other": False}.get(self.data or "")


class WentQuestion(OneOf):
    """A question that is on the page only where a line says that no Listener went, and that one did, or could have."""

    needed = False

    def __init__(self, **more: object) -> None:
        offered = (("went", "Yes: he went, and that is how it ended"), ("stayed", "No: nobody went"))
        super().__init__("Did he go?", [Optional()], choices=choices(offered), **more)

    def ask(self, ended: PaperExit, *, out: bool) -> None:
        """Ask it of a line that ended so, and on which somebody is out, or is named as having said yes."""
        what = "somebody is out" if out else "somebody had said yes"
        self.needed, self.label.text = True, f"On this line {what}, and it ended with: {ENDED[ended]}. Did he go?"
        if not self.data:
            self.errors = [*self.errors, "Say whether he went"]


def _on_file(there: Unlike | None, team: Mapping[str, str]) -> str:
    """Say what became of a request by what is on file."""
    if there is None:
        return "longer ago than staff look at"
    said = [f"{team[listener]} went out at {filters.clock(out_at)}" for listener, out_at in there.went]
    if there.ended is not None and there.ended_at is not None:
        words = ENDED[there.ended]
        said.append(f"{words[:1].lower()}{words[1:]}, at {filters.clock(there.ended_at)}")
    return ", ".join(said) or "nobody is down as gone"
