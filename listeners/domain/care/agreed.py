"""What may a Listener say when he is asked again whether he agreed to begin unrested?

On file it stands that he agreed: an officer put it there. What he says himself, the day after and in private, is kept
beside it and takes nothing away. That he would rather not say changes nothing.
"""

from __future__ import annotations

from enum import StrEnum


class Agreed(StrEnum):
    """Whether he says that he agreed."""

    AGREED = "agreed"
    DID_NOT = "did_not"
    NOT_SAID = "not_said"
