"""What the settings read from around them: the environment, the DATA folder. Never: a Django import, a default secret."""

from __future__ import annotations

import importlib.util
import os
import secrets
import tomllib
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


# what an entry of the file of own logins must and may say
_OIDC = ({"id", "name", "server", "client_id", "secret"}, set[str]())
_SAML = ({"id", "name", "entity_id", "sso_url", "certificate"}, {"slo_url", "uid", "email"})


def login_providers(path: str) -> dict[str, Any]:
    """The organisations' own logins as allauth wants them, from a TOML file with [[oidc]] and [[saml]] tables; none where there is no path.

    Raises ValueError that names the file, the place and what to do.
    """
    if not path:
        return {}
    try:
        with Path(path).open("rb") as source:
            told = tomllib.load(source)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"HSOC_LOGIN_PROVIDERS: {path}: {error}") from error
    if unknown := sorted(set(told) - {"oidc", "saml"}):
        raise ValueError(f"{path}: [[{unknown[0]}]] is no kind of login, use [[oidc]] or [[saml]]")
    if told.get("saml") and importlib.util.find_spec("onelogin") is None:
        raise ValueError(f"{path}: [[saml]] needs the extra `saml`: uv sync --extra saml")
    found: dict[str, Any] = {}
    if oidc := [_entry(path, "oidc", number, one, *_OIDC) for number, one in enumerate(told.get("oidc", []), 1)]:
        found["openid_connect"] = {"OAUTH_PKCE_ENABLED": True, "APPS": [_oidc(one) for one in oidc]}
    if saml := [_entry(path, "saml", number, one, *_SAML) for number, one in enumerate(told.get("saml", []), 1)]:
        found["saml"] = {"APPS": [_saml(one) for one in saml]}
    return found


def _entry(path: str, kind: str, number: int, one: dict[str, Any], must: set[str], may: set[str]) -> dict[str, str]:
    place = f"{path}: [[{kind}]] number {number}"
    if missing := sorted(must - set(one)):
        raise ValueError(f"{place}: {missing[0]} is missing")
    if unknown := sorted(set(one) - must - may):
        raise ValueError(f"{place}: {unknown[0]} is not known here")
    if wrong := sorted(name for name, value in one.items() if not isinstance(value, str) or not value.strip()):
        raise ValueError(f"{place}: {wrong[0]} must be a text")
    for name in ("server", "sso_url"):
        if name in one and urlsplit(one[name]).scheme != "https" and urlsplit(one[name]).hostname not in {"127.0.0.1", "localhost"}:
            raise ValueError(f"{place}: {name} must begin with https://")
    return dict(one)


def _oidc(one: dict[str, str]) -> dict[str, Any]:
    return {
        "provider_id": one["id"],
        "name": one["name"],
        "client_id": one["client_id"],
        "secret": one["secret"],
        "settings": {"server_url": one["server"], "uid_field": "sub"},
    }


def _saml(one: dict[str, str]) -> dict[str, Any]:
    idp = {"entity_id": one["entity_id"], "sso_url": one["sso_url"], "x509cert": one["certificate"]}
    if "slo_url" in one:
        idp["slo_url"] = one["slo_url"]
    mapping = {"uid": one.get("uid", "urn:oasis:names:tc:SAML:attribute:subject-id"), "email": one.get("email", "mail")}
    # what comes unsigned or unasked for is refused
    strict = {"want_assertion_signed": True, "want_message_signed": False, "reject_idp_initiated_sso": True, "strict": True}
    return {
        "provider_id": one["entity_id"],
        "name": one["name"],
        "client_id": one["id"],
        "settings": {"idp": idp, "attribute_mapping": mapping, "advanced": strict},
    }
