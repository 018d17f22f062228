"""What was recorded is put right: done to the program, and written down beside it.

Somebody never went, when a man asked or a Listener said yes was another time, work was told by mistake.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from listeners.errors import Conflict, Unreadable
from listeners.services import callout_marks
from listeners.services.callout_marks import Mark
from listeners.services.callout_not_gone import NeverGone, did_not_go
from listeners.services.care import works
from listeners.store import regime_facts
from listeners.store.database import db
from tests.night_ledger import DAY, Call, Request
from tests.night_walk import Walk
from tests.nights import WHY


class Corrections(Walk):
    """Everything that may happen on a night, and be put right afterwards."""

    def never_went(self, id_: str, one: Request, call: Call, still_asked: bool) -> None:
        """He did not go after all: the next in order is asked, or the one is out again from whom he took over."""
        relieved = one.relieved_by(call)
        refused = relieved is not None and self.night.under_way(relieved.who) is not None
        said = NeverGone(still_asked, reason=WHY)
        part = self.part_id(id_, call)
        telling = lambda: did_not_go(self.site, id_, part, said, self.officer, self.now)  # noqa: E731
        assert self.refused(telling, (Conflict,)) == refused
        tonight, part = self._goes_on(one, call.unlocked or call.answered or call.out or self.now), call.part
        if not refused and one.never_went(call, still_asked, self.now, tonight):
            self._offer_next(one, part)

    def yes_is_put_right(self, id_: str, one: Request, call: Call, at: datetime) -> None:
        """He said yes at another time."""
        latest = [moment for moment in (self.now, call.out, call.end) if moment is not None]
        refused = at != call.accepted and not one.asked <= at <= min(latest)
        part = self.part_id(id_, call)
        noting = lambda: callout_marks.mark(  # noqa: E731
            self.site, id_, part, Mark.ACCEPTED, at, self.officer, self.now, reason=WHY
        )
        assert self.refused(noting, (Unreadable,)) == refused
        if not refused:
            call.accepted = at

    def talk_is_noted(self, id_: str, call: Call, begun: datetime) -> None:
        """When they began to talk is noted, or put right: it changes no rest; neither going nor coming passes it."""
        assert call.out is not None
        refused = begun != call.started and not call.out <= begun <= min(self.now, call.end or self.now)
        part = self.part_id(id_, call)
        noting = lambda: callout_marks.mark(  # noqa: E731
            self.site, id_, part, Mark.STARTED, begun, self.officer, self.now, reason=WHY
        )
        assert self.refused(noting, (Unreadable,)) == refused
        if not refused:
            call.started = begun

    def asking_is_put_right(self, id_: str, one: Request, at: datetime) -> None:
        """The man asked at another time."""
        yes = [each.start for each in one.calls if each.interrupts]
        far = abs(at - one.asked) > timedelta(hours=12)
        refused = at != one.asked and (far or at > min([self.now, *yes]))
        asking = lambda: callout_marks.asked(self.site, id_, at, self.officer, self.now, reason=WHY)  # noqa: E731
        assert self.refused(asking, (Unreadable,)) == refused
        if not refused:
            one.asked = at

    def work_is_taken_back(self, who: str, number: int) -> None:
        """What was told of somebody's work was a mistake."""
        db.session.rollback()
        told = regime_facts.told(self.site.id, self.prison.listeners[who], self.begun - 9 * DAY)
        if told:
            found = told[number % len(told)]
            works.take_back(self.site, found.id, self.officer, self.now)
            gone = who, found.work.starts_at, found.work.ends_at
            self.night.works = [each for each in self.night.works if each != gone]
