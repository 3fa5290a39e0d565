"""Reading public keys: an OpenPGP certificate (RFC 9580, pysequoia) and an S/MIME one (RFC 8550, cryptography). Never: a private part.

Certificates come from strangers: bounded in size, and whatever a parser objects to is one refusal with a code.
"""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from pysequoia import Cert

from hsoc.portal.members.models import PersonKey

MOST_BYTES = 200_000  # bytes of a key as text: with many signatures it is still below
MOST_NAMES = 20  # user ids that are kept
LONGEST_NAME = 200  # characters of one


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """What was read: the text is without anything private and as the parser writes it."""

    kind: PersonKey.Kind
    text: str
    fingerprint: str
    names: tuple[str, ...]
    expires: datetime | None


class Unfit(ValueError):
    """Not a key that may be published; the argument is a code: size, format, secret, revoked, expired, names."""


def read(text: str, *, now: datetime) -> Read:
    """The key in armoured or PEM text. Raises Unfit."""
    if len(text.encode()) > MOST_BYTES:
        raise Unfit("size")
    if "PRIVATE KEY" in text:
        raise Unfit("secret")
    if "BEGIN CERTIFICATE-----" in text:
        return _smime(text, now)
    return _openpgp(text, now)


def _openpgp(text: str, now: datetime) -> Read:
    try:
        cert = Cert.from_bytes(text.encode())
        revoked, expires = cert.is_revoked, cert.expiration
        names = tuple(str(one)[:LONGEST_NAME] for one in cert.user_ids[:MOST_NAMES])
        written, fingerprint = str(cert), cert.fingerprint.upper()
    except Exception as error:  # the parser has no error of its own
        raise Unfit("format") from error
    if revoked:
        raise Unfit("revoked")
    if expires is not None and expires <= now:
        raise Unfit("expired")
    return Read(kind=PersonKey.Kind.OPENPGP, text=written, fingerprint=fingerprint, names=names, expires=expires)


def _whose(subject: x509.Name) -> str:
    """The name that a certificate was made out to; all of its subject where it has none (RFC 4514)."""
    found = subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else subject.rfc4514_string()


def _smime(text: str, now: datetime) -> Read:
    try:
        cert = x509.load_pem_x509_certificate(text.encode())
        expires = cert.not_valid_after_utc
        names = [_whose(cert.subject)[:LONGEST_NAME]]
        alternative = cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names += [one[:LONGEST_NAME] for one in alternative.get_values_for_type(x509.RFC822Name)[:MOST_NAMES]]
    except x509.ExtensionNotFound as error:
        raise Unfit("names") from error
    except Exception as error:
        raise Unfit("format") from error
    if expires <= now:
        raise Unfit("expired")
    if len(names) < 2:
        raise Unfit("names")
    return Read(
        kind=PersonKey.Kind.SMIME,
        text=cert.public_bytes(Encoding.PEM).decode(),
        fingerprint=cert.fingerprint(hashes.SHA256()).hex().upper(),
        names=tuple(names),
        expires=expires.astimezone(UTC),
    )
