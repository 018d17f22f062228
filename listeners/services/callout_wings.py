"""The wing was heard wrong, or put in wrong: may it be changed, and who is asked then?

A fact, put right while the request is open: the earlier version is kept. It is noticed most often by whoever has gone
and finds that nobody asked there, so once somebody is out it changes the wing alone: nobody's reach is judged again.
"""

from __future__ import annotations

from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.people import WingId
from listeners.domain.states import CallOutState, Part
from listeners.domain.team import Site
from listeners.errors import NotFound
from listeners.services.acts import once
from listeners.services.callout_steps import must_be_open, offer_next, on_file, pass_over
from listeners.store import callouts_writes, people_facts
from listeners.store.database import Session
from listeners.store.journal import audit


def change_wing(
    site: Site, call_out_id: str, wing: WingId, actor: Actor, now: datetime, act_key: str | None = None
) -> str:
    """Correct the wing of a request. While nobody has gone, whoever is asked and does not reach that wing at night is
    passed over, has answered nothing, and the first in order who reaches it is asked; once somebody has gone, whoever
    is out or asked to go beside him stays so. Every answer stays. Returns the call-out's id.

    Raises:
        NotAllowed.
        NotFound: as ``on_file``, or no such wing.
        Conflict: the request has ended.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    code = next((each.code for each in site.wings if each.id == wing), None)
    if code is None:
        raise NotFound("no such wing")

    def do(session: Session) -> str:
        callouts_writes.one_at_a_time(session, site.id)
        callouts_writes.lock_call_out(session, site.id, call_out_id)
        call_out = on_file(site, call_out_id, actor, now)
        if call_out.wing == wing:
            return call_out_id
        must_be_open(call_out)
        callouts_writes.correct_call_out(session, site.id, call_out_id, actor, now, wing_id=wing)
        if call_out.state is CallOutState.ASKED:
            asked = call_out.under_way(Part.LEAD)
            if asked is not None and not people_facts.member(site.id, asked.listener).can_reach(code):
                pass_over(session, site, asked, actor, now)
            offer_next(session, site, call_out_id, Part.LEAD, actor, now)
        audit(session, actor, now, "change the wing", Kind.CALL_OUT, object_id=call_out_id)
        return call_out_id

    return once(actor, act_key, now, do)
