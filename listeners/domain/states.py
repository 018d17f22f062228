"""Which words name the state of a thing that is stored?

Enumerations shared by the rules and the tables, and nothing else.
"""

from __future__ import annotations

from enum import StrEnum


class NightPlace(StrEnum):
    """A place on a night (a *duty* in the rota format)."""

    FIRST = "first"
    SECOND = "second"


class RotaState(StrEnum):
    """A rota is drafted, then published; a newer publication of the same nights replaces it."""

    DRAFT = "draft"
    PUBLISHED = "published"
    REPLACED = "replaced"


class PlanKind(StrEnum):
    """What the planner is asked: to plan nights, to repair published ones, or how large a team the coming nights
    need."""

    PLAN = "plan"
    REPAIR = "repair"
    WHAT_IF = "what_if"


class PlanState(StrEnum):
    """A request to the planner. A repair is proposed until it is accepted (done), left or asked for anew
    (cancelled)."""

    WAITING = "waiting"
    RUNNING = "running"
    PROPOSED = "proposed"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class DutyState(StrEnum):
    """A duty is planned; it is stood down when rest is owed, or withdrawn by a person or a newer rota."""

    PLANNED = "planned"
    STOOD_DOWN = "stood_down"
    WITHDRAWN = "withdrawn"


class CoverState(StrEnum):
    """A request for cover: open until somebody takes the duty, its Listener takes the request back, or the night
    begins; ``TO_APPROVE`` where somebody said yes and a coordinator is still to say yes too."""

    OPEN = "open"
    TO_APPROVE = "to_approve"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class CoverReply(StrEnum):
    """What somebody said who was asked to take a duty; ``STOPPED``: he said yes, and a rule stood in the way;
    ``NOT_CHOSEN``: he said yes, and a coordinator decided otherwise."""

    NONE = "none"
    NO = "no"
    YES = "yes"
    STOPPED = "stopped"
    NOT_CHOSEN = "not_chosen"


class SwapState(StrEnum):
    """One duty offered for another: offered until the other says yes or no, it is taken back, or a night begins;
    ``TO_APPROVE`` where both would and a coordinator is still to say yes. Then it may end in vain: she does not agree
    (``NOT_AGREED``), or it is taken back or the night that is offered is somebody else's (``NOT_MADE``)."""

    OFFERED = "offered"
    TO_APPROVE = "to_approve"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    NOT_AGREED = "not_agreed"
    NOT_MADE = "not_made"


class Route(StrEnum):
    """How a request for a Listener came."""

    CELL_BELL = "cell_bell"
    OFFICER = "officer"
    DIRECT = "direct"
    TELEPHONE = "telephone"


class ContactPlace(StrEnum):
    """Where a Listener listened (docs/evidence.md, section 3). Never whose cell, never which cell."""

    LISTENER_SUITE = "listener_suite"
    LISTENER_ROOM = "listener_room"
    OWN_CELL = "own_cell"
    CALLERS_CELL = "callers_cell"
    PRIVATE_ROOM = "private_room"
    CELL_DOOR = "cell_door"


class CallOutState(StrEnum):
    """A request, from asked to back. It only moves forward."""

    ASKED = "asked"
    ACTING = "acting"
    RETURNED = "returned"
    CLOSED = "closed"


class Part(StrEnum):
    """As what somebody goes on a call-out."""

    LEAD = "lead"
    SECOND = "second"
    SHADOW = "shadow"


class AttendanceState(StrEnum):
    """How far one Listener's part in a call-out has come. A decline has no reason and costs nothing. ``ACCEPTED``: he
    said yes, and waits in his cell to be unlocked."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    ACTING = "acting"
    RETURNED = "returned"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    CALLED_OFF = "called_off"
    UNKNOWN_BACK = "unknown_back"


class CallOutEventKind(StrEnum):
    """What happened in the course of a call-out, beside who was asked and went: staff could not let somebody out yet
    (``DELAYED``), or not at all (``REFUSED``); what staff did for the man who asked when no Listener went; one Listener
    took over from another; nobody was left to ask, or somebody could be asked again; a man to whom no Listener went no
    longer wants anybody. What staff recorded of that by mistake is taken back (``TAKEN_BACK``). A refusal that a
    Listener or a coordinator told of afterwards is of no call-out and of nobody; told by mistake it is taken back."""

    DELAYED = "delayed"
    REFUSED = "refused"
    TELEPHONE = "telephone"
    ORDERLY_TOLD = "orderly_told"
    STAFF_CHECKING = "staff_checking"
    HANDED_OVER = "handed_over"
    NOBODY_LEFT = "nobody_left"
    SOMEBODY_AGAIN = "somebody_again"
    WANTS_NOBODY = "wants_nobody"
    TAKEN_BACK = "taken_back"
    REFUSAL_TOLD = "refusal_told"
    REFUSAL_TAKEN_BACK = "refusal_taken_back"


CHECKS = (CallOutEventKind.TELEPHONE, CallOutEventKind.ORDERLY_TOLD, CallOutEventKind.STAFF_CHECKING)
"""What staff do for a man to whom no Listener goes, in order."""


class StaffReason(StrEnum):
    """Why staff could not let a Listener go. A code and no words: nobody is named in it. ``NOT_KNOWN``: asked about
    once the night was over, and nobody could say; that they did not is put on file all the same."""

    NO_STAFF = "no_staff"
    SECURITY = "security"
    ROOM_IN_USE = "room_in_use"
    OTHER = "other"
    NOT_KNOWN = "not_known"


class NoticeState(StrEnum):
    """A notice waits until it has been seen on a page, or handed over as a slip; one that waited until it was no
    longer true, or of no use, is void."""

    WAITING = "waiting"
    SEEN = "seen"
    HANDED_OVER = "handed_over"
    VOID = "void"
