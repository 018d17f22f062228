"""Which uploaded files wait to be confirmed, and what is in them? Everything in them is sealed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from listeners.domain.import_files import Source
from listeners.domain.import_look import ImportKind, Look, pack, unpack
from listeners.domain.people import AccountId, SiteId
from listeners.errors import NotFound
from listeners.store import keyring
from listeners.store.columns import new_id
from listeners.store.database import db
from listeners.store.records import Upload, UploadPart

PART_BYTES = 200_000
"""Lines are sealed in parts of about this size, so that a large file is never held whole."""


@dataclass(frozen=True, slots=True)
class UploadOnFile:
    """An uploaded file: what it would do or, once ``done_at`` is set, what it has done. ``faults`` counts them all;
    the look may hold fewer."""

    id: str
    kind: ImportKind
    name: str
    faults: int
    look: Look
    done_at: datetime | None


def sealed_parts(site_id: SiteId, upload_id: str, source: Source) -> Iterator[dict[str, object]]:
    """Yield the rows that hold a file, its lines sealed; before the act that writes them."""
    held: list[bytes] = []
    ordinal = size = 0
    for line in source.lines():
        held.append(line)
        size += len(line)
        if size >= PART_BYTES:
            yield _part(site_id, upload_id, ordinal, held)
            held, size, ordinal = [], 0, ordinal + 1
    if held:
        yield _part(site_id, upload_id, ordinal, held)


def _part(site_id: SiteId, upload_id: str, ordinal: int, held: list[bytes]) -> dict[str, object]:
    row_id, text = new_id(), b"".join(held).decode("utf-8")
    lines = keyring.seal(text, site_id, "upload_part", "lines", row_id)
    return {"id": row_id, "site_id": site_id, "upload_id": upload_id, "ordinal": ordinal, "lines": lines}


def add(session: Session, site_id: SiteId, upload: UploadOnFile, account_id: AccountId, at: datetime) -> None:
    """Put an upload on file, without its lines, inside an act."""
    session.add(
        Upload(
            id=upload.id,
            site_id=site_id,
            account_id=account_id,
            kind=upload.kind,
            name=upload.name,
            at=at,
            faults=upload.faults,
            look=keyring.seal(pack(upload.look), site_id, "upload", "look", upload.id),
        )
    )
    session.flush()


def add_parts(session: Session, parts: Sequence[dict[str, object]]) -> None:
    """Put the sealed lines of an upload on file, inside an act."""
    if parts:
        session.execute(insert(UploadPart), parts)


def upload(site_id: SiteId, upload_id: str, account_id: AccountId | None) -> UploadOnFile:
    """Return an upload of an account's own (1 statement).

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    row = db.session.execute(
        select(Upload.id, Upload.kind, Upload.name, Upload.faults, Upload.look, Upload.done_at).where(
            Upload.id == upload_id, Upload.site_id == site_id, Upload.account_id == account_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound("no such upload")
    look = unpack(keyring.unseal(row.look, site_id, "upload", "look", row.id))
    return UploadOnFile(row.id, row.kind, row.name, row.faults, look, row.done_at)


def lines_of(site_id: SiteId, upload_id: str) -> Iterator[bytes]:
    """Yield the lines of an upload, a part at a time."""
    chosen = select(UploadPart.id).where(UploadPart.site_id == site_id, UploadPart.upload_id == upload_id)
    for row_id in db.session.scalars(chosen.order_by(UploadPart.ordinal)).all():
        sealed = db.session.scalar(select(UploadPart.lines).where(UploadPart.id == row_id))
        text = keyring.unseal(sealed or b"", site_id, "upload_part", "lines", row_id)
        yield from text.encode().splitlines(keepends=True)


def finish(session: Session, site_id: SiteId, upload_id: str, look: Look, at: datetime) -> None:
    """Note what an upload has done and forget its lines, inside an act; what it did first stays noted."""
    session.execute(delete(UploadPart).where(UploadPart.site_id == site_id, UploadPart.upload_id == upload_id))
    row = session.get_one(Upload, upload_id)
    if row.done_at is not None:
        return
    row.done_at, row.look = at, keyring.seal(pack(look), site_id, "upload", "look", upload_id)


def forget_before(session: Session, at: datetime) -> int:
    """Forget every upload made before a moment, inside an act; return how many."""
    old = select(Upload.id).where(Upload.at < at)
    session.execute(delete(UploadPart).where(UploadPart.upload_id.in_(old)))
    forgotten = session.scalars(delete(Upload).where(Upload.at < at).returning(Upload.id))
    return len(forgotten.all())
