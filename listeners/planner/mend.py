"""The planner as a process that is asked what would mend a plan: a question on standard input, the remedies on
standard output, progress on standard error.

Exit status 0: the answer is there; 2: the input cannot be used. It is killed to be cancelled.
"""

from __future__ import annotations

import argparse
import json
import math
import signal
import sys

from listeners.domain.rota.remedies_json import mending_to_text, question_from_json
from listeners.errors import Unreadable
from listeners.planner.budget import Budget, seconds_of
from listeners.planner.mending import WORK, mend

STAGE = "remedies"


def main() -> int:
    """Read, look for remedies, answer; return the exit status."""
    parser = argparse.ArgumentParser(prog="listeners.planner.mend", description="Say what would mend a rota.")
    parser.add_argument("--seconds", type=seconds_of, default=math.inf, help="stop after this time, whatever is found")
    seconds: float = parser.parse_args().seconds
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the solver never returns to Python to be interrupted
    try:
        question = question_from_json(sys.stdin.buffer.read(), "standard input")
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps({"stage": STAGE, "best": None, "bound": None}), file=sys.stderr, flush=True)
    found = mend(question.problem, question.plan, question.asked, Budget.of(WORK, seconds))
    sys.stdout.buffer.write(mending_to_text(found).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
