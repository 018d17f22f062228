"""How is an uploaded file looked at first and put on file when its account confirms it?

Between the two it is kept sealed, for the account that uploaded it alone, and for a day at most.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.import_files import Source
from listeners.domain.import_look import ImportKind, Look
from listeners.domain.people import AccountId, is_printable
from listeners.domain.team import Site
from listeners.errors import Conflict, NotAllowed, NotFound
from listeners.services.acts import first_answer
from listeners.services.periods import EVERY_SITE
from listeners.store import uploads
from listeners.store.acts import once
from listeners.store.columns import new_id
from listeners.store.database import Session, act
from listeners.store.journal import audit
from listeners.store.uploads import UploadOnFile

Verb = Callable[[Site, Source, Actor, datetime], Look]
"""What looks at a file, or imports it: one of the services of imports."""
KEPT_FOR = timedelta(days=1)
MOST_FAULTS_SHOWN = 1_000
"""Faults listed on a page; the command line lists every one."""


def look_at(
    site: Site, kind: ImportKind, source: Source, look: Verb, actor: Actor, now: datetime, act_key: str | None = None
) -> str:
    """Look at a file with ``look``, keep it until it is confirmed, and return the id under which it is kept.

    A file with faults, or that changes nothing, is not kept; what was found is. Where it holds somebody, an audit row
    tells of how many.

    Raises:
        NotAllowed: the actor may not import such a file here.
    """
    _require(actor, site)
    if (answer := first_answer(actor, act_key)) is not None:
        return answer
    found = look(site, source, actor, now)
    upload_id, faults = new_id(), len(found.problems)
    shown = replace(found, problems=found.problems[:MOST_FAULTS_SHOWN])
    upload = UploadOnFile(upload_id, kind, _name(source.name), faults, shown, None)
    keep = not (faults or found.changes_nothing)
    parts = list(uploads.sealed_parts(site.id, upload_id, source)) if keep else []

    def do(session: Session) -> str:
        uploads.forget_before(session, now - KEPT_FOR)
        uploads.add(session, site.id, upload, _account(actor), now)
        uploads.add_parts(session, parts)
        if found.held:  # it tells that a prison number is on file, perhaps elsewhere
            audit(session, actor, now, "people_looked", Kind.STANDING, site_id=site.id, detail={"held": found.held})
        return upload_id

    return once(actor, act_key, now, do)


def upload(site: Site, upload_id: str, actor: Actor, kinds: Collection[ImportKind]) -> UploadOnFile:
    """Return what was found in a file that this account uploaded, or what it has done (1 statement).

    Raises:
        NotAllowed: the actor imports nothing here.
        NotFound: this account has no such upload of one of these kinds.
    """
    _require(actor, site)
    found = uploads.upload(site.id, upload_id, actor.account_id)
    if found.kind not in kinds:
        raise NotFound("no such upload")
    return found


def confirm(site: Site, upload_id: str, do: Verb, actor: Actor, now: datetime, act_key: str | None = None) -> None:
    """Put an uploaded file on file with ``do``, and forget its lines.

    Raises:
        NotAllowed: the actor may not import such a file here.
        NotFound: this account has no such upload.
        Conflict: it has been put on file already, or there is nothing to be put on file.
        Unreadable: it cannot be used any more, because something else changed meanwhile.
    """
    _require(actor, site)
    if first_answer(actor, act_key) is not None:
        return
    waiting = uploads.upload(site.id, upload_id, actor.account_id)
    if waiting.done_at is not None or waiting.faults or waiting.look.changes_nothing:
        raise Conflict("upload_done")
    source = Source(waiting.name, lambda: uploads.lines_of(site.id, upload_id))
    look = do(site, source, actor, now)

    def finish(session: Session) -> str:
        uploads.finish(session, site.id, upload_id, look, now)
        return upload_id

    once(actor, act_key, now, finish)


def forget_old(actor: Actor, now: datetime) -> int:
    """Forget every file that was uploaded more than a day ago, confirmed or not; return how many. SYSTEM alone.

    Raises:
        NotAllowed: somebody else asks.
    """
    require(actor, Do.WRITE, Kind.KEY, EVERY_SITE)
    with act() as session:
        return uploads.forget_before(session, now - KEPT_FOR)


def _require(actor: Actor, site: Site) -> None:
    require(actor, Do.WRITE, Kind.STANDING, site.id)


def _account(actor: Actor) -> AccountId:
    if actor.account_id is None:
        raise NotAllowed("an upload belongs to an account")
    return actor.account_id


def _name(name: str) -> str:
    """The name of a file as a page may show it."""
    short = name.replace("\\", "/").rpartition("/")[2][:80]
    return short if short and is_printable(short) else "the file"
