"""Which browser do the browser tests drive, and how does a machine without one get it?"""

import os
import shutil
import subprocess
from collections.abc import Mapping

NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW = "install Chromium (Debian, Ubuntu: apt-get install chromium) or name one with CHROMIUM=/path/to/it"


class NoBrowser(Exception):
    """No usable Chromium was found; the text is one line that says how to get one."""


def find_chromium(environ: Mapping[str, str] = os.environ) -> str:
    """The path of a Chromium that starts: the one named in CHROMIUM, else the first known name in PATH.

    Raises NoBrowser. One that is named and does not start is never passed over for another.
    """
    named = environ.get("CHROMIUM")
    for name in (named,) if named else NAMES:
        path = shutil.which(name, path=environ.get("PATH"))
        if path and _starts(path):
            return path
    raise NoBrowser(f"{named or 'a browser'} for the browser tests was not found or does not start: {HOW}")


def install_chromium() -> None:
    """Install the package ``chromium`` where this account may: as root on a system with apt-get.

    Raises NoBrowser when it may not or the installation fails.
    """
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        raise NoBrowser(f"a browser is needed for the tests: {HOW}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run([apt, "update", "-qq"], check=True, env=quiet, stdout=subprocess.DEVNULL)
        subprocess.run(
            [apt, "install", "-y", "-qq", "--no-install-recommends", "chromium"],
            check=True,
            env=quiet,
            stdout=subprocess.DEVNULL,
        )
    except subprocess.CalledProcessError as error:
        raise NoBrowser(f"apt-get could not install a browser for the tests: {HOW}") from error


def _starts(path: str) -> bool:
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
