"""Measure everything, or what is named: ``python -m bench [planner] [prisons] [pages] [import] [server] [night]``."""

from __future__ import annotations

import argparse
import tempfile
from functools import partial
from pathlib import Path

from bench import goals, importing, night, pages, planning, prisons, repairs, serving, solving
from bench.scheme import demonstration, long_history, with_draft
from tests.browser.installation import Installation

PARTS = ("planner", "prisons", "pages", "import", "server", "night")


def main() -> None:
    """Measure one part after the other."""
    parser = argparse.ArgumentParser(prog="bench", description="Measure; one line of JSON each.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all of them by default")
    parser.add_argument("--prisons", type=int, default=prisons.ALL, help="how many prisons are planned side by side")
    options = parser.parse_args()
    parts = options.parts or PARTS
    if unknown := set(parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = partial(demonstration, folder / "demonstration")
        if "pages" in parts:
            _measure_pages(made(), "demonstration", folder)
            _measure_pages(long_history(folder / "long"), "ten times the history", folder)
        if "planner" in parts:
            planning.run()
            goals.run()
            repairs.run()
        if "prisons" in parts:
            prisons.run(options.prisons)
        if "import" in parts:
            importing.run(folder / "import")
        if "server" in parts:
            serving.run(made())
            solving.run(made())
        if "night" in parts:
            night.run(made(), folder / "night", options.prisons)


def _measure_pages(made: Installation, scheme: str, folder: Path) -> None:
    pages.run(made, scheme, feeds=True)
    pages.run(with_draft(made, folder / f"{made.folder.name} with a draft"), scheme, pages.WITH_DRAFT)


if __name__ == "__main__":
    main()
