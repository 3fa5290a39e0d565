"""What the settings read from around them: the environment, the DATA folder. Never: a Django import, a default secret."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SECRET_BYTES = 48  # bytes of randomness in a kept secret
SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000; PRAGMA foreign_keys=ON;"


def listed(name: str, default: str) -> list[str]:
    """The comma-separated values of an environment variable, blanks left out."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def kept_secret(file: Path) -> str:
    """The secret in `file`; made at random, readable by its owner only, where there is none. Two first starts at once agree on one."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # the database beside it is nobody else's either
    draft = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    if not file.exists():
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_urlsafe(SECRET_BYTES))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(draft, file)  # fails where another process was first: then its secret is the one
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text().strip()


def database(url: str, file: Path, *, wait: int) -> dict[str, Any]:
    """Django's description of the database: PostgreSQL by its URL, otherwise SQLite in `file`. Raises ValueError on another scheme."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(file),
            # opening costs 3 ms: seven pragmas, and whoever closes the last connection writes the whole log back
            "CONN_MAX_AGE": 60,
            # DEFERRED gave "database is locked" under three writers, IMMEDIATE none (stack.md 5)
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": wait, "init_command": SQLITE_PRAGMAS},
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(f"HSOC_DATABASE_URL: {parts.scheme or 'no scheme'} is not served, use postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
