"""Import a file of very many call-outs in a process of its own, and print what it did and how far its memory grew.

``python -m tests.big_import FILE.csv``, with the settings in the environment and the prison LKI in the database.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def write(path: Path, lines: int, refs: int) -> None:
    """Write so many call-outs of L01 and on, two hours of listening at a time, the last of them a week ago."""
    with path.open("w", encoding="utf-8") as file:
        file.write("ref,asked_at,out_at,back_at,wing,place,suicidal_feelings\n")
        for number in range(lines):
            out = NOW - timedelta(days=7, minutes=150 * (number // refs) + 7 * (number % refs))
            back = out + timedelta(minutes=20 + number % 90)
            ticked = ("yes", "no", "")[number % 3]
            times = ",".join(f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in (out - timedelta(minutes=9), out, back))
            file.write(f"L{number % refs + 1:02},{times},{'ABCD'[number % 4]},listener_room,{ticked}\n")


def main(path: Path) -> None:
    """Import the file and print counts, and the growth of the peak in megabytes."""
    from listeners.access import SYSTEM
    from listeners.app import create_app
    from listeners.services.care.imports import import_call_outs
    from listeners.store import people_facts
    from tests.csv_files import file_of

    app = create_app()
    with app.app_context():
        site = people_facts.site_by_code("LKI")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        look = import_call_outs(site, file_of(path), SYSTEM, NOW)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print(json.dumps({"added": look.added, "same": look.same, "megabytes": grown}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
