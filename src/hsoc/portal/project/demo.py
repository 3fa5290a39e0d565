"""The demo's people: four invented accounts with credentials random per DATA folder. Belongs here: who they are. Never: a credential."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from datetime import datetime
from pathlib import Path

import msgspec

from hsoc.portal.members import queries
from hsoc.portal.members.actions import organisations, people
from hsoc.portal.members.models import Kind
from hsoc.portal.members.rules import SYSTEM, Role

HOUSE_NUMBER = 4000  # number of the community's own organisation, above every member
HOUSE_NAME = "hSOC"
PASSWORD_BYTES = 12  # bytes of randomness: 16 letters
SECRET_BYTES = 20  # bytes: RFC 4226 recommends 160 bits
STEP = 30  # seconds of one TOTP step (RFC 6238)


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One demo account as the file keeps it."""

    username: str
    name: str
    email: str
    role: Role
    organisation: int
    password: str
    totp_secret: str


class Accounts(msgspec.Struct, frozen=True):
    """The file DATA/demo-accounts.json."""

    accounts: tuple[Account, ...]


def totp_now(secret: str, now: float) -> str:
    """The six digits of a base32 secret at `now` (seconds since 1970), RFC 6238 with SHA-1."""
    digest = hmac.new(base64.b32decode(secret, casefold=True), (int(now) // STEP).to_bytes(8, "big"), hashlib.sha1).digest()
    place = digest[-1] & 0x0F
    return f"{(int.from_bytes(digest[place : place + 4], 'big') & 0x7FFF_FFFF) % 1_000_000:06d}"


def seconds_left(now: float) -> int:
    """Seconds for which the code of `now` is still good."""
    return STEP - int(now) % STEP


def drawn(*, analyst_of: int, manager_of: int) -> Accounts:
    """New random credentials for the four."""
    people_ = (
        ("operator", "Olga Operátorová", Role.OPERATOR, HOUSE_NUMBER),
        ("koordinator", "Karel Koordinátor", Role.COORDINATOR, HOUSE_NUMBER),
        ("analytik", "Alena Analytická", Role.ANALYST, analyst_of),
        ("manazer", "Mojmír Manažer", Role.MANAGER, manager_of),
    )
    return Accounts(
        tuple(
            Account(
                username=username,
                name=name,
                email=f"{username}@hsoc.example",
                role=role,
                organisation=number,
                password=secrets.token_urlsafe(PASSWORD_BYTES),
                totp_secret=base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode(),
            )
            for username, name, role, number in people_
        )
    )


def kept(file: Path, *, analyst_of: int, manager_of: int) -> Accounts:
    """The accounts of the file; drawn and written (mode 0600) where there is none. Raises ValueError on an unreadable file."""
    if file.exists():
        try:
            return msgspec.json.decode(file.read_bytes(), type=Accounts)
        except msgspec.DecodeError as error:
            raise ValueError(f"{file}: {error}") from error
    made = drawn(analyst_of=analyst_of, manager_of=manager_of)
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(msgspec.json.format(msgspec.json.encode(made), indent=1))
    draft.replace(file)
    return made


def settle(accounts: Accounts, *, now: datetime) -> None:
    """Makes the accounts of the file work; nothing changes where they do."""
    organisations.put_organisation(actor=SYSTEM, number=HOUSE_NUMBER, name=HOUSE_NAME, kind=Kind.OPERATOR, region="", short="hSOC", now=now)
    known = queries.organisation_names()
    for account in accounts.accounts:
        if account.organisation not in known:
            name = f"Ukázková nemocnice {account.organisation}"
            organisations.put_organisation(actor=SYSTEM, number=account.organisation, name=name, kind=Kind.REGION, region="", now=now)
        number, username, role = account.organisation, account.username, account.role
        if queries.person(account.username) is None:
            people.add_person(
                actor=SYSTEM, organisation=number, username=username, email=account.email, name=account.name, role=role, now=now
            )
        else:
            people.give_seat(actor=SYSTEM, organisation=number, username=username, role=role, now=now)
        people.set_credentials(actor=SYSTEM, username=account.username, password=account.password, totp_secret=account.totp_secret, now=now)
