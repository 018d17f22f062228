"""From whom does thanks come? The same words for the Listener and for the coordinator; nobody is named."""

from __future__ import annotations

SENDERS = {
    "prisoner": "Somebody in prison",
    "family": "A family",
    "officer": "An officer",
    "health": "Somebody of healthcare",
    "chaplain": "A chaplain",
    "charity": "The charity",
    "other": "Somebody else",
}
