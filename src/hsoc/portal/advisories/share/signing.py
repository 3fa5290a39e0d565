"""The house's OpenPGP key for what it publishes: made once, kept in DATA/csaf, readable by its owner only. Never: what is signed.

Whoever has the file can speak in the house's name; a backup of DATA holds it. It is a version 4 key, which every OpenPGP program reads.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from pysequoia import Cert, Profile, SignatureMode, Tsk, sign

VALID: Final = 10 * 365 * 86_400  # s: as long as papers are looked at; a new key would make old signatures unknown
NAME: Final = "signing-key.pgp"


def _file() -> Path:
    return Path(settings.DATA) / "csaf" / NAME


def _key() -> Tsk:
    return _read(str(_file()))


@lru_cache(maxsize=4)
def _read(path: str) -> Tsk:
    file = Path(path)
    if not file.exists():
        _make(file)
    return Tsk.from_bytes(file.read_bytes())


def _make(file: Path) -> None:
    """Write a new key; of two processes that do so at once the first one's counts."""
    file.parent.mkdir(parents=True, exist_ok=True)
    made = Tsk.generate(f"{settings.CSAF_PUBLISHER} <{settings.SECURITY_MAIL}>", profile=Profile.RFC4880, validity_seconds=VALID)
    draft = file.with_name(f"{file.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(bytes(made))
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, file)  # fails where another process was quicker, and never shows half a key
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def signature(content: bytes) -> str:
    """A detached signature in ASCII armour (RFC 4880), as `name.asc` holds it."""
    return sign(_key().signer(), content, mode=SignatureMode.DETACHED).decode()


def _public() -> Cert:
    return _key().extract_certificate()


def fingerprint() -> str:
    """Of the public key: 40 hexadecimal digits in capitals."""
    return _public().fingerprint.upper()


def public_key() -> str:
    """The public key in ASCII armour."""
    return str(_public())
