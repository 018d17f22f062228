"""Which words does the decision to be a Listener have? The same on his own page, on paper, and for the coordinator.

Only words are known here: what they mean is the business of care.
"""

from __future__ import annotations

ANSWERS = {"yes": "Yes", "not_now": "Not now", "no": "No"}
OWN_ANSWERS = {
    "yes": "Yes, I have read this, and I want to be a Listener",
    "not_now": "Not now",
    "no": "No",
}
TOPICS = {
    "work": "What he would do",
    "harm": "What it can do to him",
    "help": "What helps",
    "stop": "What he can always do",
    "kept": "What is kept, and who reads it",
}
