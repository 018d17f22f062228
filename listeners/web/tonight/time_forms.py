"""When did he go, when was he back? What is unlikely is asked about in words, what cannot have been is sent back.

Everything that is wrong or to be asked is on the page at once, in the order of the page.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from wtforms.validators import InputRequired, Optional

from listeners.domain.nights import ONE_DAY, overnight, to_the_minute
from listeners.domain.states import ContactPlace
from listeners.domain.team import Site
from listeners.errors import Problem
from listeners.services import callout_corrections, callout_times
from listeners.services.callout_steps import HALF_A_DAY
from listeners.services.callout_views import Follows
from listeners.web import filters
from listeners.web.fields import ActForm, LocalDate, LocalTime, OneOf, choices
from listeners.web.moments import asks_which, moment_of, which_field
from listeners.web.places import offered
from listeners.web.questions import NO, YES, Question
from listeners.web.tonight.forms import NOT_SAID, why_changed_field

ABOUT = {"out": "The time he went", "back": "The time he was back"}


class MomentForm(ActForm):
    """One moment: a date and a time of the wall."""

    at = LocalTime("Time", [InputRequired("Enter the time, such as 02:14")])
    on = LocalDate("Date", [InputRequired("Enter the date")])
    which = which_field()
    moment: datetime | None = None

    def fill(self, moment: datetime, zone: ZoneInfo) -> None:
        """Fill the empty form in with a moment."""
        local = moment.astimezone(zone)
        self.on.data, self.at.data = local.date(), local.time().replace(second=0, microsecond=0)

    @property
    def asks_which(self) -> bool:
        """Whether the question which of two moments it was must be on the page."""
        return asks_which(self.at, self.which)

    def read(self, zone: ZoneInfo) -> bool:
        """Whether everything is right, the moment included."""
        valid = bool(self.validate())
        self.moment = moment_of(self.on.data, self.at.data, self.at, self.which, zone)
        return valid and self.moment is not None

    def refuse(self, faults_at: Callable[[datetime], list[Problem]], near: datetime) -> bool:
        """Write why it cannot have been then on the time, each fault with the time that it is about; return whether
        there was none. Where the same time on the day before or after can have been, and is within 12 h of ``near``,
        it was the date that went wrong at midnight: then the fault is the date's, with the one to put there."""
        if self.moment is None or self.on.data is None or not (faults := faults_at(self.moment)):
            return True
        for day, part in ((-ONE_DAY, "Before"), (ONE_DAY, "After")):
            if abs(self.moment + day - near) <= HALF_A_DAY and not faults_at(self.moment + day):
                when = f"{filters.clock(self.moment)} on {filters.day(self.moment)}"
                words = f"{when} {faults[0].why}. {part} midnight? Put {self.on.data + day:%d %m %Y} in Date"
                self.on.errors = [*self.on.errors, words]
                return False
        about = (f"{ABOUT[problem.column or 'out']} {problem.why}" for problem in faults)
        self.at.errors = [*self.at.errors, *about]
        return False


class CorrectionForm(MomentForm):
    """One moment that may be on file already, and why it is put right, where that has to be said."""

    why = why_changed_field()
    shows_why = False

    def look_at(self, on_file: datetime | None, now: datetime) -> None:
        """Put the question why on the page where what is on file is not fresh any more."""
        self.shows_why = callout_corrections.is_old(on_file, now)

    def says_why(self, on_file: datetime | None, now: datetime, *, also: bool = False) -> bool:
        """Whether it is said why, or need not be; ``also``: something beside the moment is put right."""
        needed = self.moment is not None and callout_corrections.needs_why(on_file, self.moment, now, also=also)
        self.shows_why = self.shows_why or needed
        if needed and not self.why.data:
            self.why.errors = [*self.why.errors, "Say why it is put right, in 20 characters or more"]
        return not self.why.errors


class OutForm(CorrectionForm):
    """When did he go?"""

    early = Question()

    def begin(self, said_yes: datetime | None, now: datetime, zone: ZoneInfo) -> None:
        """Fill the empty form in with now; of a night that is over with the date on which he said yes, and no time: one
        press would put a false one on file."""
        self.fill(said_yes or now, zone)
        if said_yes is not None:
            self.at.data = None

    def is_meant(self, asked_at: datetime) -> bool:
        """Whether he went after the man had asked, or it is said that he went before that was put in here."""
        if self.moment is not None and self.moment < to_the_minute(asked_at):
            asked, out = filters.day_clock(asked_at), filters.day_clock(self.moment)
            self.early.ask(f"On file the man asked on {asked}. Did the Listener go before that, on {out}?")
        return not self.early.errors


class TalkField(OneOf):
    """Was he offered a talk? Not known is an answer."""

    def __init__(self, **more: object) -> None:
        super().__init__(
            "Was he offered a talk before going back to his cell?",
            [Optional()],
            choices=choices([(YES, "Yes"), (NO, "No"), ("unknown", "Not known")]),
            **more,
        )

    @property
    def was_offered(self) -> bool | None:
        """Whether one was offered; None where that is not known."""
        return {YES: True, NO: False}.get(self.data or "")


OTHER = "other"
WHY_EARLIER = {
    "slip": "The time was pressed or typed wrongly",
    "seen": "Whoever brought him back says so",
    "book": "It stands so in the wing's book",
}
"""Why a return is put earlier, as it is kept with the version before it; what is another reason is written down."""


class BackForm(CorrectionForm):
    """When was he back, was he offered a talk himself, and where did they talk? Nothing but the time is needed, and why
    it is put earlier than on file, where it makes his rest end earlier."""

    at_once = Question()
    long = Question()
    earlier = OneOf(
        "He rests less by that. Why is the return put earlier?",
        [Optional()],
        choices=choices([*WHY_EARLIER.items(), (OTHER, "Another reason")]),
    )
    asks_earlier = False
    debrief = TalkField()
    place = OneOf("Where did they talk?", [Optional()], default=NOT_SAID)

    def offer(self, site: Site, on_file: ContactPlace | None) -> None:
        """Put the places of the prison in order."""
        self.place.choices = choices(offered(site, on_file))

    def begin(self, part: Follows, now: datetime, zone: ZoneInfo) -> None:
        """Fill the empty form in with the return that is on file, or with now. Where he cannot well be back only now,
        in the morning after, or 3 h after he went, the time is left empty: one press would put a false one on file, and
        with it a call-out of many hours and a rest until the evening."""
        out_at, policy = part.went.part.out_at or now, part.policy
        night_ends = overnight(part.call_out.night, policy.stand_by_from, policy.stand_by_until, zone).end
        if part.went.part.back_at is not None:
            self.fill(part.went.part.back_at, zone)
        elif now < night_ends and now - out_at < timedelta(hours=policy.hand_over_hours):
            self.fill(now, zone)
        else:
            self.on.data = min(now, night_ends).astimezone(zone).date()

    def says_why(self, on_file: datetime | None, now: datetime, *, also: bool = False) -> bool:
        """As of every correction; where all there is to say is why he rests less, one of a few reasons is chosen."""
        moment = self.moment
        earlier = moment is not None and callout_corrections.ends_earlier(on_file, moment, now)
        self.asks_earlier = earlier and not also and not callout_corrections.is_old(on_file, now)
        if not self.asks_earlier:
            return super().says_why(on_file, now, also=also)
        if self.earlier.data != OTHER:
            self.earlier.errors = () if self.earlier.data else ("Choose why the return is put earlier",)
            return not self.earlier.errors
        return super().says_why(on_file, now, also=True)

    @property
    def reason(self) -> str:
        """Why a return on file is put right, where that is said."""
        chosen = WHY_EARLIER.get(self.earlier.data or "") if self.asks_earlier else None
        return chosen or self.why.data or ""

    def is_possible(self, part: Follows, now: datetime) -> bool:
        """Whether he can have been back then; one out for long, or for no time at all, must be confirmed."""
        one, policy = part.went.part, part.policy
        out = one.out_at or now
        if self.moment is None:
            return False
        is_at_once = self.moment == to_the_minute(out)
        if is_at_once:
            self.moment = out  # back within the minute: the form knows no seconds
        if self.refuse(lambda back: callout_times.back_faults(one, back, now), near=out):
            if is_at_once:
                self.at_once.ask(f"On file he went at {filters.clock(out)}. Was he back in the same minute?")
            if self.moment - out >= timedelta(hours=policy.over_long_hours):
                self.long.ask(f"Was he out for {out_for(out, self.moment)}?")
        return not self.errors

    @property
    def where(self) -> ContactPlace | None:
        """Where they talked, where that is known."""
        return ContactPlace(self.place.data) if self.place.data else None


def out_for(out: datetime, back: datetime) -> str:
    """Return in words how long somebody was out, and until when."""
    return f"{filters.duration(back - out)}, until {filters.day_clock(back)}"
