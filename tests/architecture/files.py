"""Which files make up the product, for the tests that read them all?"""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {"build", "instance", "test-results", "__pycache__", ".venv", ".git"}
CACHES = {".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache", ".hypothesis"}


def committed(*suffixes: str, below: str = ".") -> Iterator[Path]:
    """Every file below a folder of the repository, or those with one of these suffixes; nothing that is ignored."""
    for path in sorted((ROOT / below).rglob("*")):
        parts = path.relative_to(ROOT).parts
        if NOT_OURS.intersection(parts) or CACHES.intersection(parts) or ".egg-info" in parts[0]:
            continue
        if path.is_file() and (not suffixes or path.suffix in suffixes):
            yield path


def product_python() -> Iterator[Path]:
    """The Python files of the product itself, without its tests and migrations."""
    yield ROOT / "config.py"
    for folder in ("listeners", "scripts", "bench"):
        yield from committed(".py", below=folder)


def name(path: Path) -> str:
    """The path as it stands in the repository."""
    return path.relative_to(ROOT).as_posix()
