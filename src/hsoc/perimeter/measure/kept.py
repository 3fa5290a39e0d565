"""Text that is dear to make and depends on our code alone: made once per machine, kept beside the compiled code. Never: of flows.

The key holds the code of the engine itself and the versions of what writes the text, so a change of either makes it anew. Kept in this
package's cache folder like Python's own compiled files; where that may not be written to, it is made in each process.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

ENGINE: Final = Path(__file__).parents[1]
CODE: Final = (ENGINE / "detect", ENGINE / "measure", ENGINE.parent / "records")  # where a definition can come from
WRITERS: Final = ("ibis-framework", "duckdb")
FOLDER: Final = Path(__file__).parent / "__pycache__"


def kept(what: str, make: Callable[[], str]) -> str:
    """The text called `what`, from the last time or made now."""
    path = FOLDER / f"text_{hashlib.sha256(f'{_code()} {what}'.encode()).hexdigest()[:32]}.kept"
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        text = make()
    with contextlib.suppress(OSError):  # a read-only installation makes it each time
        write(path, text)
    return text


def write(path: Path, text: str) -> None:
    """Put a text there, whole or not at all. Raises OSError."""
    path.parent.mkdir(exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


@lru_cache(maxsize=1)
def _code() -> str:
    """A fingerprint of the code that definitions are made of, and of what writes them down."""
    told = hashlib.sha256()
    for folder in CODE:
        for path in sorted(folder.glob("*.py")):
            told.update(path.name.encode() + path.read_bytes())
    return told.hexdigest() + " ".join(version(name) for name in WRITERS)
