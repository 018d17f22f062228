"""What may be wrong? The same words for the Listener on the kiosk, on his card, and for whoever keys it in."""

from __future__ import annotations

KINDS = {
    "conditions": "Where I live or listen",
    "respect": "How I am treated",
    "access_refused": "I am kept from people who ask for me",
    "drugs": "I am pressed about drugs",
    "phones": "I am pressed about phones",
    "information": "I am pressed to tell what I know",
    "pressure": "I am pressed in another way",
    "conflict": "I cannot listen to somebody, for a reason of my own",
    "own": "Something in my own life",
}
