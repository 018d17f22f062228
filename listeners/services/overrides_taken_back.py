"""May an override be taken back, and who is asked then?

By whoever may give one, as long as nobody has gone by it and its night is on. The override stays on file; from then on
its Listener rests again as the rules say. Whom it has sent, or who waits by it, has gone unrested: that is a fact.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from listeners.access import Actor, Do, Kind, can, require
from listeners.domain.duties import StandDown, stood_down_by
from listeners.domain.states import AttendanceState, DutyState
from listeners.domain.team import Site, TeamMember
from listeners.errors import Conflict, NotAllowed, NotFound
from listeners.services import cover, stand_downs
from listeners.services.acts import once
from listeners.services.callout_steps import offer_next, order_of, pass_over
from listeners.services.nights import Night, tonight
from listeners.services.override_choices import rests_of
from listeners.services.overrides import is_own
from listeners.services.stand_downs import cause_of
from listeners.store import callouts_facts, callouts_writes, duties_overrides, duties_rests
from listeners.store.callouts_facts import Attended, CallOutOnFile
from listeners.store.database import Session
from listeners.store.duties_facts import DutyOnFile
from listeners.store.duties_overrides import OverrideOnFile
from listeners.store.journal import audit


class TooLate(StrEnum):
    """Why an override is not taken back any more, by the words of its refusal."""

    TAKEN_BACK = "override_taken_back"
    USED = "guard_override_used"
    EXPIRED = "override_expired"


@dataclass(frozen=True, slots=True)
class TakeBackPage:
    """Whose override it is, and what taking it back would do: ``asked_for``: the code of the wing for which he is being
    asked now by it, and would be passed over; ``duty``: his stand-by night goes. ``too_late``: why it is not taken back
    any more; ``since``: from when on he was up by it. ``may_know``: this actor may read who gave it, and why."""

    member: TeamMember
    override: OverrideOnFile
    may_know: bool
    asked_for: str | None
    duty: bool
    too_late: TooLate | None
    since: datetime | None


def page(site: Site, override_id: str, actor: Actor, now: datetime) -> TakeBackPage:
    """Return what taking an override back would do now (8 statements).

    Raises:
        NotAllowed: the actor may not override at this site, or is that Listener.
        NotFound: there is no such override at this site.
    """
    _require(actor, site)
    override = _on_file(site, override_id)
    _not_his_own(actor, site, override)
    view = tonight(site, now, ahead=override.night)
    asked = _asked_by(view, override)
    duty = _duty_under(view, override)
    return TakeBackPage(
        view.facts.member(override.listener),
        override,
        can(actor, Do.READ, Kind.OVERRIDE, site.id) or override.approver_id == actor.account_id,
        next((wing.code for wing in site.wings if wing.id == asked[0].wing), None) if asked else None,
        duty is not None and _cause(view, duty, now) is not None,
        too_late(view, override, now),
        _up_since(view, override),
    )


def too_late(view: Night, override: OverrideOnFile, now: datetime) -> TooLate | None:
    """Return why an override is not taken back any more; None while it can be."""
    if override.taken_back_at is not None:
        return TooLate.TAKEN_BACK
    if _up_since(view, override) is not None:
        return TooLate.USED
    return TooLate.EXPIRED if now >= override.expires_at else None


def take_back(site: Site, override_id: str, actor: Actor, now: datetime, act_key: str | None = None) -> str:
    """Take an override back: at once he is asked no more while he rests. Where he is being asked by it, he is passed
    over, has answered nothing, and the next in order is asked; a night of stand-by that stood by it is taken off him
    again, and others are asked for it. Returns the id of the request for which he was being asked, or "".

    Raises:
        NotAllowed: the actor may not override at this site, or is that Listener.
        NotFound: there is no such override at this site.
        Conflict: somebody has taken it back already, he has said yes or gone since it was given, or its night is over.
    """
    _require(actor, site)
    if actor.account_id is None:
        raise NotAllowed("no machine takes an override back")

    def do(session: Session) -> str:
        callouts_writes.one_at_a_time(session, site.id)
        listener = _on_file(site, override_id).listener
        asked = callouts_facts.open_part(site.id, listener)
        if asked is not None:
            callouts_writes.lock_call_out(session, site.id, asked[0].id)
        duties_rests.lock(session, [listener])
        override = _on_file(site, override_id)  # as the act before has left it
        _not_his_own(actor, site, override)
        view = tonight(site, now, ahead=override.night)
        if (late := too_late(view, override, now)) is not None:
            raise Conflict(late.value)
        by_it = _asked_by(view, override)
        _put_down_again(session, view, override, actor, now)
        duties_overrides.set_taken_back(session, site.id, override_id, actor, now)
        if by_it is not None:
            pass_over(session, site, by_it[1], actor, now)
            offer_next(session, site, by_it[0].id, by_it[1].part, actor, now)
        audit(session, actor, now, "take back", Kind.OVERRIDE, object_id=override_id, subject_id=listener)
        return "" if by_it is None else by_it[0].id

    return once(actor, act_key, now, do)


def _asked_by(view: Night, override: OverrideOnFile) -> tuple[CallOutOnFile, Attended] | None:
    """Return the request for which he is being asked by this very override, with his part: who could be asked without
    it, or cannot be asked with it, is not asked by it."""
    key = override.listener, view.night
    asked = view.under_way.get(override.listener)
    if asked is None or asked.state is not AttendanceState.OFFERED or override.night != view.night:
        return None
    call_out = next(each for each in view.facts.call_outs if each.one(asked.id) is not None)
    others = {of: given for of, given in view.facts.overrides.items() if of != key}
    without = replace(view, facts=replace(view.facts, overrides=others))
    can = [override.listener in order_of(each, call_out, call_out.wing, asked.part) for each in (view, without)]
    return (call_out, asked) if can == [True, False] else None


def _put_down_again(session: Session, view: Night, override: OverrideOnFile, actor: Actor, now: datetime) -> None:
    """A duty stands under it no more: where the rest still forbids it, it is stood down, and that is told."""
    duty = _duty_under(view, override)
    if duty is None:
        return
    because = _because(view, duty)
    cause = _cause(view, duty, now)
    duties_overrides.put_down_again(session, duty.id, cause, actor, now)
    if because is not None:
        stand_downs.tell(view.site, stand_downs.with_cover(view.site, [(duty, because)], now), (), actor, now)
        cover.open_left(session, view.site, [duty], actor, now)


def _cause(view: Night, duty: DutyOnFile, now: datetime) -> str | None:
    because = _because(view, duty)
    return None if because is None else cause_of(because, duty.starts_at <= now)


def _because(view: Night, duty: DutyOnFile) -> StandDown | None:
    """Why a duty would be stood down without an override; None where it would stand."""
    called = {each.night for each in view.call_outs.get(duty.listener, ()) if each.at_night}
    without = replace(duty.planned, overridden=False)
    found = stood_down_by(rests_of(view, duty.listener), called, [without], view.policies(duty.night))
    return next(iter(found), None)


def _duty_under(view: Night, override: OverrideOnFile) -> DutyOnFile | None:
    there = (each for each in view.facts.duties if each.override_id == override.id)
    return next((each for each in there if each.state is DutyState.PLANNED), None)


def _up_since(view: Night, override: OverrideOnFile) -> datetime | None:
    """From when on he has been up since it was given: that it let him go is not taken back."""
    there = (each.start for each in view.interruptions.get(override.listener, ()))
    return min((start for start in there if start >= override.recorded_at), default=None)


def _require(actor: Actor, site: Site) -> None:
    require(actor, Do.WRITE, Kind.OVERRIDE, site.id)


def _not_his_own(actor: Actor, site: Site, override: OverrideOnFile) -> None:
    if is_own(actor, site, override.listener):
        raise NotAllowed("nobody decides about an override of their own rest")


def _on_file(site: Site, override_id: str) -> OverrideOnFile:
    found = duties_overrides.one_override(site.id, override_id)
    if found is None:
        raise NotFound("no such override")
    return found
