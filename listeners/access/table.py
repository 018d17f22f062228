"""Who may see and change which kind of data? The whole table on one screen.

24 kinds of data by 9 callers, 216 cells. A cell is written as text: ``R`` read, ``W`` write, then the scope it holds
in; ``-`` never. Scopes: ``self`` the Listener's own; ``site`` own site; ``duty`` the people on duty at the own site;
``own`` the caller's own acts or records; ``active`` whether active, no more; ``dates`` dates without content; ``sum``
only as a published aggregate; ``disclosed`` only by an explicit disclosure record; ``glass`` break-glass;
``addressee`` only when addressed to; ``all`` every site. Two parts with different scopes are joined by ``;``.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """A kind of data, with its data class (P1 rota, P2 load and identity, P3 wellbeing, P4 free text)."""

    ROTA = "rota"
    CELL = "cell"
    AVAILABLE = "available"
    AVAILABILITY_REASON = "availability_reason"
    REST = "rest"
    CALL_OUT = "call_out"
    CALLER = "caller"
    OFFLOAD = "offload"
    OFFLOAD_TEXT = "offload_text"
    CHECK_IN = "check_in"
    FLAG = "flag"
    FLAG_REASON = "flag_reason"
    LOAD = "load"
    STANDING = "standing"
    OVERRIDE = "override"
    CONCERN = "concern"
    DISCLOSURE = "disclosure"
    AGGREGATE = "aggregate"
    ACCOUNT = "account"
    AUDIT = "audit"
    KEY = "key"
    SUBJECT_ACCESS = "subject_access"
    CONTACT_TICKS = "contact_ticks"
    OWN_CONTACT = "own_contact"


class Caller(StrEnum):
    """Who asks, as the table tells them apart."""

    SELF = "self"
    OTHER_LISTENER = "other_listener"
    PEER_LEAD = "peer_lead"
    COORDINATOR = "coordinator"
    OTHER_COORDINATOR = "other_coordinator"
    STAFF = "staff"
    SAFER_CUSTODY = "safer_custody"
    NATIONAL = "national"
    AUDITOR = "auditor"


CALLERS = tuple(Caller)

# One row of the table is one line, however long: it is read as a table.
# fmt: off
# ruff: noqa: E501
_ROWS: dict[Kind, tuple[str, ...]] = {
    #                          self        other lis.  peer lead   coordinator  coord. elsewhere  staff       safer custody  national  auditor
    Kind.ROTA:                ("R self",   "R site",   "R site",   "RW site",   "R glass",        "R site",   "R site",      "-",      "-"),
    Kind.CELL:                ("R self",   "-",        "-",        "RW site",   "R glass",        "R duty",   "R site",      "-",      "-"),
    Kind.AVAILABLE:           ("RW self",  "R duty",   "R free",   "RW site",   "R glass",        "W site; R free", "W site; R free", "-", "-"),
    Kind.AVAILABILITY_REASON: ("W self",   "-",        "-",        "RW site",   "-",              "-",        "-",           "-",      "-"),
    Kind.REST:                ("R self",   "-",        "-",        "R site",    "R glass",        "R site",   "R site",      "-",      "-"),
    Kind.CALL_OUT:            ("R self",   "-",        "-",        "RW site",   "R glass",        "RW site",  "R site",      "R sum",  "-"),
    Kind.CALLER:              ("-",        "-",        "-",        "-",         "-",              "-",        "-",           "-",      "-"),
    Kind.OFFLOAD:             ("RW self",  "-",        "R dates",  "RW site",   "-",              "R sum",    "R sum",       "R sum",  "-"),
    Kind.OFFLOAD_TEXT:        ("W self",   "-",        "-",        "R site",    "R glass",        "-",        "R disclosed", "-",      "-"),
    Kind.CHECK_IN:            ("W self",   "-",        "-",        "R site",    "R glass",        "-",        "-",           "R sum",  "-"),
    Kind.FLAG:                ("-",        "-",        "-",        "RW site",   "R glass",        "-",        "R disclosed", "R sum",  "-"),
    Kind.FLAG_REASON:         ("-",        "-",        "-",        "R site",    "-",              "-",        "R disclosed", "-",      "-"),
    Kind.LOAD:                ("R self",   "-",        "-",        "R site",    "R glass",        "R site",   "R site",      "R sum",  "-"),
    Kind.STANDING:            ("R self",   "-",        "R active", "RW site",   "R glass",        "R active", "R active",    "R sum",  "-"),
    Kind.OVERRIDE:            ("R self",   "-",        "-",        "RW site",   "R glass",        "W site; R own", "RW site", "R sum", "R all"),
    Kind.CONCERN:             ("W self",   "-",        "-",        "R addressee", "R addressee",  "-",        "-",           "R addressee", "-"),
    Kind.DISCLOSURE:          ("R self",   "-",        "-",        "RW site",   "-",              "-",        "R addressee", "R sum",  "R all"),
    Kind.AGGREGATE:           ("R sum",    "R sum",    "R sum",    "R site",    "R sum",          "R sum",    "R sum",       "R sum",  "R sum"),
    Kind.ACCOUNT:             ("RW self",  "-",        "-",        "W site",    "-",              "W site",   "R site",      "RW all", "R all"),
    Kind.AUDIT:               ("-",        "-",        "-",        "R own",     "-",              "R own",    "R own",       "R all",  "R all"),
    Kind.KEY:                 ("-",        "-",        "-",        "-",         "-",              "-",        "-",           "-",      "R all"),
    Kind.SUBJECT_ACCESS:      ("W self",   "-",        "-",        "RW site",   "-",              "-",        "-",           "W all",  "R all"),
    Kind.CONTACT_TICKS:       ("W self",   "-",        "-",        "R site",    "-",              "-",        "-",           "R sum",  "-"),
    Kind.OWN_CONTACT:         ("RW self",  "-",        "-",        "RW site",   "-",              "-",        "-",           "R sum",  "-"),
}
# fmt: on

TABLE: dict[tuple[Kind, Caller], str] = {
    (kind, caller): cell for kind, cells in _ROWS.items() for caller, cell in zip(CALLERS, cells, strict=True)
}
"""The cell for each kind of data and each caller (docs/security.md, part b, made exact)."""
