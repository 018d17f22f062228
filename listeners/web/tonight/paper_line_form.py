"""One line of a sheet that is keyed in with the whole night: what does it say, and is what does not fit right all the
same? Nothing of a line is needed until something of it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from wtforms import Field
from wtforms.validators import Optional

from listeners.domain.people import ListenerId, WingId
from listeners.domain.policy import Policy
from listeners.domain.rest_open import needs_confirmation
from listeners.domain.sheets import written_on
from listeners.domain.states import CallOutEventKind, ContactPlace, Part, StaffReason
from listeners.domain.team import Site, TeamMember
from listeners.services import callout_times
from listeners.services.callout_paper import Overlapping
from listeners.services.paper_lines import Goer, PaperExit, PaperLine, Unlike, are_at_once
from listeners.web import filters
from listeners.web.fields import ActForm, Choice, LocalTime, choices
from listeners.web.moments import asks_which, moment_after, moment_of, which_field
from listeners.web.places import offered
from listeners.web.questions import Question
from listeners.web.tonight.forms import by_code
from listeners.web.tonight.held_forms import REASONS
from listeners.web.tonight.paper_form import in_words, later
from listeners.web.tonight.paper_same import ENDED, SameQuestion, WentQuestion
from listeners.web.tonight.time_forms import TalkField, out_for

TIMES = ("asked", "yes", "out", "back", "second_out", "second_back", "shadow_out", "shadow_back", "orderly", "checking")
INSTEAD = {"orderly": CallOutEventKind.ORDERLY_TOLD, "checking": CallOutEventKind.STAFF_CHECKING}
"""Which boxes tell when what was done for a man to whom no Listener went."""
WITH_A_LISTENER = (PaperExit.BACK, PaperExit.CALLED_OFF)
"""How a line ends on which a Listener went, or was to go."""
NOT_WANTED = "It is asked for where no Listener went: leave it empty, or choose another end"
FIELDS = {
    Part.LEAD: ("listener", "out", "back"),
    Part.SECOND: ("second", "second_out", "second_back"),
    Part.SHADOW: ("shadow", "shadow_out", "shadow_back"),
}
"""Which boxes tell who went as what, and when."""


class PaperLineForm(ActForm):
    """One line. Its key is its own; the token is that of the whole form."""

    class Meta:
        """No token of its own."""

        csrf = False

    asked = LocalTime("Asked at", [Optional()])
    wing = Choice("For wing", [Optional()])
    same = SameQuestion()
    listener = Choice("Who went, or said yes", [Optional()])
    yes = LocalTime(
        "Said yes at",
        [Optional()],
        description="If it is written down. If he was not let go: empty, he counts as woken when the man asked.",
    )
    out = LocalTime("Out at", [Optional()])
    back = LocalTime(
        "Back at, or ended at",
        [Optional()],
        description="Of the telephone: when it was given. Leave empty what is not written down.",
    )
    ended = Choice("How did it end?", [Optional()])
    went = WentQuestion()
    reason = Choice("Why could staff not let him go?", [Optional()])
    orderly = LocalTime("Orderly officer told at", [Optional()], description="If no Listener went.")
    checking = LocalTime("Staff check on him since", [Optional()], description="If no Listener went.")
    debrief = TalkField()
    place = Choice("Where did they talk?", [Optional()])
    second = Choice("Second Listener", [Optional()])
    second_out = LocalTime("Second out at", [Optional()], description="Empty: with the first, out and back.")
    second_back = LocalTime("Second back at", [Optional()])
    shadow = Choice("Shadow", [Optional()])
    shadow_out = LocalTime("Shadow out at", [Optional()], description="Empty: with the first, out and back.")
    shadow_back = LocalTime("Shadow back at", [Optional()])
    asked_which, yes_which, out_which, back_which = which_field(), which_field(), which_field(), which_field()
    second_out_which, second_back_which = which_field(), which_field()
    shadow_out_which, shadow_back_which = which_field(), which_field()
    orderly_which, checking_which = which_field(), which_field()
    late, long, twice = Question(), Question(), Question()
    team: Mapping[str, str] = {}
    """The names of everybody who may have gone, by id."""
    number = ""
    """What the page calls it."""
    refused: str | None = None
    """Why it could not be put on file, as a code, where it could be read."""

    @classmethod
    def of(cls, number: int, site: Site, team: tuple[TeamMember, ...]) -> PaperLineForm:
        """Return the form of one of the lines, with names, wings, places and ends in order."""
        form = cls(prefix=f"line{number}-")
        form.number = f"Line {number}"
        form.offer(site, team)
        return form

    def offer(self, site: Site, team: tuple[TeamMember, ...]) -> None:
        """Put names, wings, places and ends in order."""
        self.team = {str(member.id): member.name for member in team}
        for field in (self.listener, self.second, self.shadow):
            field.choices = choices([("", ""), *((member.id, f"{member.name} ({member.ref})") for member in team)])
        self.wing.choices = choices([("", ""), *((wing.id, f"{wing.code} wing") for wing in by_code(site))])
        self.place.choices = choices(offered(site))
        self.ended.choices = choices((exit_.value, words) for exit_, words in ENDED.items())
        self.reason.choices = choices([("", ""), *((each.value, words) for each, words in REASONS.items())])

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written on it."""
        written = ("wing", "listener", "reason", "debrief", "place", "second", "shadow", *TIMES)
        if self.ended.data not in (None, PaperExit.BACK.value):
            return False
        return not any(self[name].data or self[name].process_errors for name in written)

    @property
    def key(self) -> str:
        """The key under which it goes on file."""
        return str(self.act_key.data)

    @property
    def goes_beside(self) -> bool:
        """Whether something is written of a second Listener or a shadow."""
        names = [name for part in (Part.SECOND, Part.SHADOW) for name in FIELDS[part]]
        return any(self[name].data or self[name].errors for name in names)

    def asks_which(self, name: str) -> bool:
        """Whether the question which of two moments it was must be on the page for a time."""
        return asks_which(self[name], self[f"{name}_which"])

    def read(self, night: date | None, zone: ZoneInfo) -> PaperLine | None:
        """Return what it says; None, with every fault written on its box, where something is missing or cannot be
        told. Times before noon are of the next date, each the first one after the one
        before."""
        self.validate()
        exit_ = self._exit
        self._miss(exit_)
        self._miss_of_instead()
        first = next((name for name in ("asked", "yes", "out") if self[name].data is not None), "out")
        written = self[first].data
        if night is None or written is None or self.errors:
            return None
        on = written_on(night, written)
        asked = moment_of(on, written, self[first], self[f"{first}_which"], zone)
        goers = self._goers(asked, on, zone)
        ended = goers[0].back_at if goers else self._after(asked, "back", on, zone)
        done = [(kind, self._after(asked, name, on, zone)) for name, kind in INSTEAD.items()]
        if self.errors or asked is None:
            return None
        return PaperLine(
            WingId(str(self.wing.data)),
            asked,
            exit_,
            tuple(goers),
            ended,
            StaffReason(self.reason.data) if exit_ is PaperExit.REFUSED else None,
            ContactPlace(self.place.data) if self.place.data else None,
            self.debrief.was_offered,
            self.same.answer,
            self._nobody_went(exit_),
            tuple((kind, at) for kind, at in done if at is not None and exit_ not in WITH_A_LISTENER),
        )

    @property
    def _said(self) -> PaperExit:
        """How it ended, as it stands on the line."""
        return PaperExit(self.ended.data or PaperExit.BACK)

    @property
    def _exit(self) -> PaperExit:
        """How it ended, as it was answered where the line contradicts itself."""
        said = self._said
        if not self._contradicts(said) or not self.went.data:
            return said
        if self.went.data == "went":
            return PaperExit.BACK
        is_named = any(self[who].data for who, *_ in FIELDS.values())
        return PaperExit.TELEPHONE_WHILE_FREE if said is PaperExit.TELEPHONE and is_named else said

    def _contradicts(self, said: PaperExit) -> bool:
        """Whether a line on which no Listener went says that one was out, or that he had said yes though nobody was
        left."""
        if said in WITH_A_LISTENER:
            return False
        is_named = any(self[who].data for who, *_ in FIELDS.values())
        return self._says_out or (said is PaperExit.TELEPHONE and is_named)

    @property
    def _says_out(self) -> bool:
        return any(self[out].data is not None for _, out, _ in FIELDS.values())

    def _nobody_went(self, exit_: PaperExit) -> bool:
        """Whether nobody was out by how it ended; called off, that is so where no time out is written."""
        if exit_ is PaperExit.CALLED_OFF:
            return self.out.data is None and not self.out.errors and (bool(self.yes.data) or not self.listener.data)
        return exit_ is not PaperExit.BACK

    def _miss(self, exit_: PaperExit) -> None:
        """Write on its box what is missing, and what does not go with how it ended."""
        nobody_went = self._nobody_went(exit_)
        if self._contradicts(self._said):
            self.went.ask(self._said, out=self._says_out)
        self._need("wing", "Choose the wing")
        if not nobody_went:
            self._need("listener", "Choose who went")
            self._need("out", "Enter when he went out")
        elif self.yes.data is None:
            self._need("asked", "Enter when he asked")
        if exit_ is PaperExit.REFUSED:
            self._need("reason", "Choose why")
        if nobody_went and (self.yes.data is not None or self.second.data or self.shadow.data):
            self._need("listener", "Choose who said yes")
        for part in (Part.SECOND, Part.SHADOW):
            who, *times = FIELDS[part]
            if any(self[name].data for name in times):
                self._need(who, f"Choose the {'second Listener' if part is Part.SECOND else 'shadow'}")
        named = [self[FIELDS[part][0]] for part in Part if self[FIELDS[part][0]].data]
        for number, field in enumerate(named):
            if field.data in [each.data for each in named[:number]]:
                _fault(field, "One man goes once on a line")

    def _miss_of_instead(self) -> None:
        """Write on their boxes that what is done for a man in a Listener's stead goes with no other end."""
        for name in INSTEAD:
            if self._said in WITH_A_LISTENER and self[name].data is not None:
                _fault(self[name], NOT_WANTED)

    def _need(self, name: str, words: str) -> None:
        if not self[name].data and not self[name].errors:
            _fault(self[name], words)

    def _goers(self, asked: datetime | None, on: date, zone: ZoneInfo) -> list[Goer]:
        """Return who went, the lead first; one beside him whose times are not written went and came with him. Where
        nobody went, who had said yes and was not let go, from then on."""
        found: list[Goer] = []
        nobody_went = self._nobody_went(self._exit)
        for part in Part:
            who, out, back = FIELDS[part]
            yes = self._after(asked, "yes", on, zone) if part is Part.LEAD else None
            if not self[who].data:
                continue
            if found and self[out].data is None and self[back].data is None:
                found.append(Goer(part, ListenerId(self[who].data), found[0].out_at, found[0].back_at))
                continue
            if found and self[out].data is None:
                went: datetime | None = found[0].out_at
            else:
                went = self._after(yes or asked, out, on, zone)
            if nobody_went and not found:
                went = yes or went or asked
            came = self._after(went, back, on, zone)
            if went is not None:
                found.append(Goer(part, ListenerId(self[who].data), went, came, None if nobody_went else yes))
        return found

    def _after(self, earlier: datetime | None, name: str, on: date, zone: ZoneInfo) -> datetime | None:
        return moment_after(earlier, self[name].data, self[name], self[f"{name}_which"], zone, on)

    def is_meant(
        self,
        line: PaperLine,
        policy: Policy,
        now: datetime,
        look: Callable[[Goer], Overlapping],
        unlike: Callable[[PaperLine], tuple[Unlike | None, ...]],
        earlier: Mapping[str, PaperLine],
    ) -> bool:
        """Whether all of it can have been, and what is unlikely is said to be right: long after he was asked, out for
        long, or out by another record (``look``) or another line (``earlier``) at the same time. Of a request of that
        wing and minute of which something else is on file (``unlike``) it must be said whether it is the same."""
        for goer in line.goers:
            _, out, back = FIELDS[goer.part]
            for problem in callout_times.impossible(goer.out_at, goer.back_at, now):
                first = (out, "Out") if line.somebody_went else ("yes", "That")
                name, words = first if problem.column == "out" else (back, "Back")
                _fault(self[name], f"{words} {problem.why}")
        names = {kind: name for name, kind in INSTEAD.items()}
        for kind, at in line.instead:
            for problem in callout_times.impossible(at, None, now):
                _fault(self[names[kind]], f"That {problem.why}")
        if not line.goers:
            for problem in callout_times.impossible(line.asked_at, line.ended_at, now):
                _fault(self.asked if problem.column == "out" else self.back, f"That {problem.why}")
        elif needs_confirmation(line.asked_at, line.goers[0].out_at, policy):
            what = "go out" if line.somebody_went else "say yes"
            self.late.ask(f"Did he {what} {later(line.asked_at, line.goers[0].out_at)} after he was asked?")
        long = [
            f"{self.team[goer.listener]} for {out_for(goer.out_at, goer.back_at)}"
            for goer in line.goers
            if goer.back_at is not None and needs_confirmation(goer.out_at, goer.back_at, policy)
        ]
        if long:
            self.long.ask(f"Out for so long: {'; '.join(long)}?")
        if twice := self._out_twice(line, look, earlier):
            self.twice.ask(f"{' '.join(twice)} Is this line right as well?")
        self.same.ask_about(unlike(line), self.team)
        return not self.errors

    def _out_twice(
        self, line: PaperLine, look: Callable[[Goer], Overlapping], earlier: Mapping[str, PaperLine]
    ) -> list[str]:
        """Say which other records and lines have one of its Listeners out at the same time."""
        there = []
        for goer in line.goers:
            others, name = look(goer), self.team[goer.listener]
            there += [f"{name} {in_words(other)}" for other in others.named]
            there += [f"{name} for some of that time"] if others.others else []
        found = [f"Other records have {' and '.join(there)}."] if there else []
        for number, other in earlier.items():
            found += [
                f"{number} has {self.team[his.listener]} from {filters.day_clock(his.out_at)}"
                f"{' until ' + filters.day_clock(his.back_at) if his.back_at else ''}."
                for goer in line.goers
                for his in other.goers
                if are_at_once(goer, his)
            ]
        return found


def _fault(field: Field, words: str) -> None:
    field.errors = [*field.errors, words]
