"""Indicators and sightings: a value that tells of an attacker, and that somebody met it. Belongs here: what is said. Never: spelling.

A value is canonical, so that two partners who mean the same one write the same text. Who may see it and what may be done with it are two
labels: TLP for the spread, PAP for the use; blocking on the strength of an indicator needs PAP GREEN or CLEAR.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
import uuid
from enum import StrEnum
from typing import Final

import msgspec

from hsoc.records.tlp import PAP, TLP

LONGEST: Final = {"url": 4096, "mail": 320}  # characters of a value; RFC 5321 for mail
LONGEST_OTHER: Final = 253  # characters; RFC 1035 for names
MOST_TEXT: Final = 4000  # characters of a description
MOST_WORDS: Final = 32  # categories or labels of one indicator
# namespace of identifiers made here of somebody else's (RFC 9562, section 5.5)
NAMESPACE: Final = uuid.UUID("6a0f3a1e-5d0c-5f7b-9c55-1f6d4f4e0a01")

_SPACE: Final = NAMESPACE.bytes
_LABEL: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
# RFC 3986, appendix B, with the parts of the authority
_URL: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#@]*@)?(\[[0-9A-Fa-f:.]+\]|[^/?#@:\[\]]+)(:\d{0,5})?([/?#].*)?", re.DOTALL)
_WHITE: Final = re.compile("[\x00-\x20\x7f]")
# the usual address, which needs no second look
_PLAIN_V4: Final = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}", re.ASCII)
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_HEX: Final = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}


class Kind(StrEnum):
    """What a value is."""

    IP = "ip"  # one address
    NET = "net"  # a prefix
    DOMAIN = "domain"
    URL = "url"
    MAIL = "mail"
    MD5 = "md5"
    SHA1 = "sha1"
    SHA256 = "sha256"
    SHA512 = "sha512"
    ASN = "asn"


class Indicator(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One value that somebody holds for a sign of an attacker. Times in ms since 1970 UTC.

    id: a UUID, the foreign one where there is one; first: valid from; until: valid to (exclusive), None = not said; confidence: 0 … 100;
    category: IDEA categories; to_block: the sharer means it for detection and blocking (MISP's to_ids), not for context only;
    producer: who says it, as the document names them; reference: where more is told.
    """

    id: str
    kind: Kind
    value: str
    first: int
    until: int | None = None
    created: int = 0
    modified: int = 0
    tlp: TLP = TLP.AMBER_STRICT
    pap: PAP = PAP.RED
    confidence: int | None = None
    category: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    title: str = ""
    description: str = ""
    producer: str = ""
    reference: str = ""
    to_block: bool = False
    revoked: bool = False


class Verdict(StrEnum):
    """What a sighting says."""

    SEEN = "seen"
    FALSE_POSITIVE = "false-positive"
    EXPIRED = "expired"


class Sighting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody met a value, or says that it is none (any more). `indicator` is the id of one, '' where only the value is known."""

    id: str
    kind: Kind
    value: str
    first: int
    last: int
    count: int = 1
    verdict: Verdict = Verdict.SEEN
    indicator: str = ""
    producer: str = ""
    tlp: TLP = TLP.AMBER_STRICT


def named(source: str, foreign: str) -> str:
    """The identifier, always the same, of what `source` calls `foreign`: a UUID of version 5."""
    return named_by(source, foreign.encode())


def named_by(source: str, own_text: bytes) -> str:
    """The same of what has no name but its own text; spelled here because a file of 200,000 rows asks for it 200,000 times."""
    digest = hashlib.sha1(_SPACE + source.encode() + b"\0" + own_text, usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]  # RFC 9562, sections 4.1 and 5.5
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"


def canonical(kind: Kind, value: str) -> str:
    """The one text of a value. Raises ValueError with a sentence part that says what is wrong.

    Addresses as RFC 5952 writes them; prefixes without host bits (those are an error, never masked away); names in lower case, without the
    last dot, in their ASCII form (IDNA); hashes in lower case; scheme and host of a URL in lower case, the rest as it is.
    """
    text = value.strip()
    if not text:
        raise ValueError("an empty value")
    longest = LONGEST.get(kind.value, LONGEST_OTHER)
    if len(text) > longest:
        raise ValueError(f"longer than {longest} characters")
    match kind:
        case Kind.IP:
            return text if _PLAIN_V4.fullmatch(text) else _address(text)
        case Kind.NET:
            return str(ipaddress.ip_network(text, strict=True))
        case Kind.DOMAIN:
            return _domain(text)
        case Kind.URL:
            return _url(text)
        case Kind.MAIL:
            return _mail(text)
        case Kind.ASN:
            number = text.upper().removeprefix("AS")
            if not number.isascii() or not number.isdigit() or not 0 < int(number) < 2**32:
                raise ValueError(f"{shown(text)} is not an AS number")
            return str(int(number))
    low = text.lower()
    if len(low) != _HEX[kind.value] or set(low) - set("0123456789abcdef"):
        raise ValueError(f"{shown(text)} is not a {kind.value.upper()}: {_HEX[kind.value]} hexadecimal digits expected")
    return low


def addressed(value: str) -> tuple[Kind, str]:
    """An address or a prefix, whichever it is; a prefix of full length is the address. Raises ValueError as `canonical` does."""
    text = value.strip()
    if "/" not in text:
        return Kind.IP, canonical(Kind.IP, text)
    net = canonical(Kind.NET, text)
    host, _, bits = net.partition("/")
    return (Kind.IP, canonical(Kind.IP, host)) if bits == ("128" if ":" in host else "32") else (Kind.NET, net)


def guessed(value: str) -> tuple[Kind, str]:
    """Kind and canonical text of a value that nobody named the kind of. Raises ValueError where it looks like none."""
    text = value.strip()
    by_length = {length: name for name, length in _HEX.items()}
    if len(text) in by_length and not set(text.lower()) - set("0123456789abcdef"):
        return Kind(by_length[len(text)]), text.lower()
    order = [Kind.URL] if "://" in text else [Kind.IP, Kind.NET, Kind.MAIL, Kind.DOMAIN] if "@" not in text else [Kind.MAIL]
    for kind in order:
        try:
            return kind, canonical(kind, text)
        except ValueError:
            continue
    raise ValueError(f"{shown(text)} is no address, prefix, name, URL, mail address or hash")


def plain(text: str, *, most: int = MOST_TEXT) -> str:
    """A stranger's text for people and databases: printable signs, tabs and line ends, at most `most` characters."""
    text = text[:most]
    return (text if text.isprintable() else _CONTROL.sub(" ", text)).strip()


def shown(text: str, *, most: int = 80) -> str:
    """A stranger's text inside a sentence: quoted, printable, shortened."""
    quoted = ascii(text if len(text) <= most else text[: most - 1] + "\u2026")
    return quoted.replace("\\u2026", "\u2026")


def _address(text: str) -> str:
    if "%" in text:
        raise ValueError(f"{shown(text)} is an address of one link only")
    found = ipaddress.ip_address(text)
    return str(found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else str(found)


def _mail(text: str) -> str:
    user, at, host = text.rpartition("@")
    if not at or not user or not user.isprintable() or any(sign.isspace() for sign in user):
        raise ValueError(f"{shown(text)} is not a mail address")
    return f"{user}@{_domain(host)}"


def _domain(text: str) -> str:
    name = text.rstrip(".").lower()
    if not name.isascii():
        try:
            name = name.encode("idna").decode()
        except UnicodeError as error:
            raise ValueError(f"{shown(text)} is not a domain name") from error
    labels = name.split(".")
    if len(labels) < 2 or len(name) > LONGEST_OTHER or not all(map(_LABEL.fullmatch, labels)) or labels[-1].isdigit():
        raise ValueError(f"{shown(text)} is not a domain name")
    return name


def _url(text: str) -> str:
    if _WHITE.search(text):
        raise ValueError(f"{shown(text)} is not a URL: it holds white space")
    found = _URL.fullmatch(text)
    if not found:
        raise ValueError(f"{shown(text)} is not a URL: a scheme and a host are expected")
    scheme, user, host, port, rest = found.groups()
    if host.startswith("["):
        try:
            host = f"[{ipaddress.IPv6Address(host[1:-1])}]"
        except ValueError as error:
            raise ValueError(f"{shown(text)} is not a URL: its host is no address") from error
    return f"{scheme.lower()}://{user or ''}{host.lower()}{port or ''}{rest or ''}"
