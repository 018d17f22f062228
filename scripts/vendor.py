"""What do we take from govuk-frontend, and what do we leave out?

Run by hand when the version changes: ``python scripts/vendor.py``. It needs npm. The typeface and the crest may be
used on government pages only, so they stay out, and so does all that would make a browser ask another machine.
"""

import hashlib
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

VERSION = "6.3.0"
ARCHIVE_SHA256 = "3d91fd1353e32e306a8ae493b44ba9c0277348b5dbc08442a3e63d822e516048"
TARGET = Path(__file__).resolve().parent.parent / "listeners" / "static" / "vendor"
FILES = ("govuk-frontend.min.css", "govuk-frontend.min.js")
CUTS = (
    r"/\*! Copyright \(c\) 2011.*?\*/",  # the typeface's notice, which leaves with the typeface
    r"@font-face\{[^}]*\}",
    r"[^{};]*(?:copyright-logo|footer__crown)[^{}]*\{[^{}]*\}",
    r"/\*# sourceMappingURL=.*?\*/",
    r"//# sourceMappingURL=\S*",
)
EMPTY_BLOCK = r"@(?:media|supports)[^{}]*\{\}"


def strip(text: str) -> str:
    """Cut the typeface, the crest and the source map out of a stylesheet or script."""
    for pattern in CUTS:
        text = re.sub(pattern, "", text, flags=re.DOTALL)
    while re.search(EMPTY_BLOCK, text):
        text = re.sub(EMPTY_BLOCK, "", text)
    text = text.replace("font-family:GDS Transport,arial,sans-serif", "font-family:var(--lst-font)")
    left = [word for word in ("url(", "GDS Transport", "crest", "sourceMappingURL") if word in text]
    if left:
        raise ValueError(f"still there after cutting: {left}")
    return text.strip() + "\n"


def main() -> None:
    """Fetch the release, check it, cut it, write it and print the new sums. Raises ValueError on a surprise."""
    with tempfile.TemporaryDirectory() as folder:
        package = f"govuk-frontend@{VERSION}"
        subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True)  # noqa: S607
        archive = Path(folder) / f"govuk-frontend-{VERSION}.tgz"
        if hashlib.sha256(archive.read_bytes()).hexdigest() != ARCHIVE_SHA256:
            raise ValueError(f"{archive.name} has another sum: read it, then change ARCHIVE_SHA256")
        with tarfile.open(archive) as tar:
            for name in FILES:
                member = tar.extractfile(f"package/dist/govuk/{name}")
                if member is None:
                    raise ValueError(f"{archive.name} holds no {name}")
                kept = strip(member.read().decode("utf-8")).encode("utf-8")
                (TARGET / name).write_bytes(kept)
                print(hashlib.sha256(kept).hexdigest(), name)


if __name__ == "__main__":
    main()
