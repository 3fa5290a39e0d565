"""A mail as it was read: bounded plain values, nothing of its HTML. And whether it may go round in a circle. Pure.

Never: the parsing (share).
"""

from __future__ import annotations

from typing import Final

import msgspec

MOST_BYTES: Final = 10 * 1024 * 1024  # bytes of one mail, attachments and their base64 included
MOST_HEADERS: Final = 200  # a mail through five relays has some 60
LONGEST_HEADER: Final = 16_384  # bytes of one field; long reference lists have 4 kB
MOST_PARTS: Final = 60  # MIME parts
DEEPEST: Final = 10  # levels of parts in each other
MOST_FILES: Final = 10  # attachments kept
MOST_SIGNATURES: Final = 3  # DKIM signatures looked at: each costs a DNS question
MOST_RECEIVED: Final = 30  # relays passed; more is a circle (RFC 5321 6.3)
MOST_REFERENCES: Final = 30


class Piece(msgspec.Struct, frozen=True):
    """One attachment."""

    name: str
    content: bytes


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What a mail says. sender: the one address of its From, small letters; empty where there is none or several."""

    identity: str  # Message-ID without the angles
    sender: str
    sender_name: str
    to: tuple[str, ...]  # addresses of To and Cc
    subject: str
    text: str
    answers: tuple[str, ...]  # In-Reply-To, then References from the last
    pieces: tuple[Piece, ...] = ()
    calendars: tuple[bytes, ...] = ()  # text/calendar parts
    lists: tuple[str, ...] = ()  # List-Id values
    automatic: bool = False  # Auto-Submitted, Precedence bulk/junk, an empty return path
    results: tuple[str, ...] = ()  # Authentication-Results, the topmost first
    received: int = 0
    report: bool = False  # multipart/report
    dropped: int = 0  # attachments that were not kept
    html_only: bool = False


class Unreadable(ValueError):
    """The mail is beyond a bound; the text says which."""


def circles(letter: Letter, domain: str) -> str:
    """Why a mail must not be posted because it could go round for ever; empty where it may."""
    if any(domain.lower() in one.lower() for one in letter.lists):
        return "it has passed one of our lists already"
    if letter.identity.lower().endswith(f"@{domain.lower()}"):
        return "its Message-ID is one of ours"
    if letter.automatic:
        return "it was made by a machine"
    if letter.lists:
        return "it comes from another list"
    if letter.received > MOST_RECEIVED:
        return "it has passed too many relays"
    return ""
