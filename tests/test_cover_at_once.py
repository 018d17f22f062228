"""Many Listeners say yes to one night at the same moment, to a real server: who has it, what are the others told?"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Barrier
from urllib.parse import urlencode

from flask import Flask

from listeners.access import Device
from listeners.domain.people import AvailabilityKind, ListenerId, Role
from listeners.domain.states import CoverState
from listeners.services import availability
from listeners.store import cover_facts
from listeners.store.accounts import Account, AccountGrant, SignIn
from listeners.store.columns import new_id
from listeners.store.database import act
from tests.browser.installation import Installation
from tests.over_http import PATIENCE, asked, cookie_of, opened
from tests.rota_world import FIRST, MONDAY, NOW, duties_of, published, site_of
from tests.size import sized
from tests.web.me_browser import fields_of
from tests.world import MADE_AT, STARTED_ON, UNUSABLE, Prison, make_prison

TAKERS = sized(200)


def sign_in(app: Flask, prison: Prison, listeners: list[ListenerId], at: datetime) -> list[str]:
    """Give each Listener an account and a sign-in; return the cookie of each."""
    cookies = []
    for listener in listeners:
        account, signed = new_id(), new_id()
        with act() as session:
            session.add(_account(account))
            session.flush()
            session.add_all(_signed_in(prison, listener, account, signed, at))
        cookies.append(cookie_of(app, signed, at))
    return cookies


def _account(id_: str) -> Account:
    return Account(
        id=id_,
        username=f"own{id_[:8]}",
        name="A Listener",
        password=UNUSABLE,
        fs_uniquifier=new_id(),
        created_at=MADE_AT,
    )


def _signed_in(
    prison: Prison, listener: ListenerId, account: str, signed: str, at: datetime
) -> tuple[AccountGrant, SignIn]:
    grant = AccountGrant(
        id=new_id(),
        account_id=account,
        role=Role.LISTENER,
        site_id=prison.id,
        listener_id=listener,
        from_on=STARTED_ON,
    )
    # A desk's hours: two hundred pages on a slow machine take longer than a kiosk stands open.
    signed_in = SignIn(
        id=signed,
        account_id=account,
        device=Device.OWN,
        site_id=prison.id,
        started_at=at,
        proved_at=at,
        seen_at=at,
    )
    return grant, signed_in


def test_of_many_who_say_yes_at_once_exactly_one_has_the_night(tmp_path: Path, ready_url: str) -> None:
    installation = Installation(tmp_path, ready_url)
    installation.make_secrets()
    with opened(installation) as app:
        prison = make_prison("LKI", "HMP Larkmoor", "", size=TAKERS + 2)
        published(prison, [(0, FIRST, "sam")], nights=1)
        himself = prison.actor(Role.LISTENER)
        cannot = {MONDAY: AvailabilityKind.UNAVAILABLE}
        availability.say(site_of(prison), prison.listeners["sam"], cannot, "", himself, NOW)
        (found,) = cover_facts.waiting(prison.id, NOW)
        takers = [each.listener for each in found.asked][:TAKERS]
        assert len(takers) == TAKERS
        cookies = sign_in(app, prison, takers, NOW)

    with installation.serve(NOW, "--only", "web") as address, ThreadPoolExecutor(TAKERS) as pool:
        pages = [asked(address, "GET", "/me", cookie)[2] for cookie in cookies]
        path = f"/me/cover/{found.id}/yes"
        forms = [fields_of(page, path) for page in pages]
        together = Barrier(TAKERS)

        def take(number: int) -> str:
            together.wait(timeout=PATIENCE)
            status, location, page = asked(address, "POST", path, cookies[number], urlencode(forms[number]))
            assert status == 303, page
            return location

        told = list(pool.map(take, range(TAKERS)))
        won = told.index("/me/answers/cover/taken")
        again = asked(address, "POST", path, cookies[won], urlencode(forms[won]))[1]
        lost = asked(address, "GET", "/me/answers/cover/too_late", cookies[won - 1])[2]

    assert Counter(told) == {"/me/answers/cover/taken": 1, "/me/answers/cover/too_late": TAKERS - 1}
    assert again == "/me/answers/cover/taken", "a second press gets the first answer"
    assert "Somebody else has taken it. Thank you." in lost
    with opened(installation):
        after = cover_facts.request(prison.id, found.id)
        assert after is not None and (after.state, after.taken_by) == (CoverState.TAKEN, takers[won])
        names = [name for _, _, name, state in duties_of(prison) if state == "planned"]
        assert [prison.listeners[name] for name in names] == [takers[won]]
