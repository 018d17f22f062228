"""How many cases does a counted test try: a tenth in `make test`, all of them in `make test-long`?"""

import os

LONG = os.environ.get("LISTENERS_TEST_SIZE") == "long"


def sized(full: int) -> int:
    """How many cases to try when the whole run tries ``full``: that many, else a tenth, never under one."""
    return full if LONG else max(1, full // 10)
