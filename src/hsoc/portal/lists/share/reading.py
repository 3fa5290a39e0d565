"""A mail's bytes → a Letter. Belongs here: the parsing, with every bound.

Never: whether it is believed (share.proving), what is done with it.

A mail comes from anybody, so what costs is counted before it is parsed: size, header fields, parts. HTML becomes text; nothing of it
is kept.
"""

from __future__ import annotations

import email
import html
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parseaddr
from typing import Final, cast

import nh3

from hsoc.portal.lists.rules.letters import (
    DEEPEST,
    LONGEST_HEADER,
    MOST_BYTES,
    MOST_FILES,
    MOST_HEADERS,
    MOST_PARTS,
    MOST_REFERENCES,
    Letter,
    Piece,
    Unreadable,
)
from hsoc.portal.lists.rules.posting import LONGEST_SUBJECT, LONGEST_TEXT

_BREAK: Final = re.compile(r"</?(?:p|div|br|li|tr|h[1-6]|blockquote)\b[^>]{0,500}>", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_IDENTITY: Final = re.compile(r"<([^<>\s]{1,248})>")
_TYPE: Final = re.compile(rb"content-type", re.IGNORECASE)


def letter(content: bytes) -> Letter:
    """What a mail says. Raises Unreadable on one beyond a bound, never anything else."""
    if len(content) > MOST_BYTES:
        raise Unreadable(f"the mail has {len(content)} bytes, at most {MOST_BYTES} are taken")
    _bounded(content)
    try:
        message = email.message_from_bytes(content)
        return _read(message)
    except RecursionError as error:
        raise Unreadable("its parts lie too deep in each other") from error
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"the mail is malformed: {type(error).__name__}") from error


def _bounded(content: bytes) -> None:
    """Counts what the parser would stumble over, in one pass each."""
    ends = [place for place in (content.find(b"\r\n\r\n"), content.find(b"\n\n")) if place >= 0]
    head = content[: min(ends)] if ends else content
    if len(head) > MOST_HEADERS * 1024:
        raise Unreadable(f"its headers have {len(head)} bytes")
    fields = re.split(rb"\r?\n(?![ \t])", head)
    if len(fields) > MOST_HEADERS:
        raise Unreadable(f"it has more than {MOST_HEADERS} header fields")
    if any(len(one) > LONGEST_HEADER for one in fields):
        raise Unreadable(f"a header field has more than {LONGEST_HEADER} bytes")
    # every level of nesting needs a Content-Type of its own; text that speaks of it may mention it too
    if sum(1 for _ in _TYPE.finditer(content)) > 2 * MOST_PARTS:
        raise Unreadable(f"it has more than {MOST_PARTS} parts")


def _read(message: Message) -> Letter:
    plain: list[str] = []
    marked: list[str] = []
    pieces: list[Piece] = []
    calendars: list[bytes] = []
    dropped = 0
    for part in _leaves(message, 0, [0]):
        kind = part.get_content_type()
        name = _words(part.get_filename() or "")
        attached = part.get_content_disposition() == "attachment" or bool(name)
        if kind == "text/calendar" and len(calendars) < 2:
            calendars.append(_bytes(part))
        elif kind == "text/plain" and not attached:
            plain.append(_text(part))
        elif kind == "text/html" and not attached:
            marked.append(_unmarked(_text(part)))
        elif kind in {"message/delivery-status", "text/rfc822-headers"}:
            continue
        elif name and len(pieces) < MOST_FILES:
            pieces.append(Piece(name[:200], _bytes(part)))
        else:
            dropped += 1
    senders = [one for one in _addresses(message, "from") if one]
    froms = message.get_all("from") or []
    # a second field of a kind is what a forger adds: a signature covers one of them, a reader sees the other
    single = all(len(message.get_all(one) or []) <= 1 for one in ("from", "to", "cc", "subject", "message-id"))
    sender = senders[0] if single and len(senders) == 1 else ""
    answers = [*_identities(message, "in-reply-to"), *reversed(_identities(message, "references"))]
    text = "\n".join(plain).strip() or "\n".join(marked).strip()
    return Letter(
        identity=(_identities(message, "message-id") or [""])[0],
        sender=sender,
        sender_name=_clean(_words(parseaddr(_raw(froms[0]))[0]))[:120] if froms else "",
        to=tuple(_addresses(message, "to") + _addresses(message, "cc"))[:200],
        subject=_clean(_words(_raw(message.get("subject", ""))))[:LONGEST_SUBJECT],
        text=_clean(text.replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST_TEXT],
        answers=tuple(dict.fromkeys(answers))[:MOST_REFERENCES],
        pieces=tuple(pieces),
        calendars=tuple(calendars),
        lists=tuple(_raw(one)[:300] for one in message.get_all("list-id") or [])[:5],
        automatic=_automatic(message),
        results=tuple(_raw(one) for one in message.get_all("authentication-results") or [])[:1],
        received=len(message.get_all("received") or []),
        report=message.get_content_type() == "multipart/report",
        dropped=dropped,
        html_only=bool(marked) and not plain,
    )


def _leaves(message: Message, depth: int, seen: list[int]) -> Iterator[Message]:
    seen[0] += 1
    if depth > DEEPEST or seen[0] > MOST_PARTS:
        raise Unreadable(f"it has more than {MOST_PARTS} parts, or more than {DEEPEST} in each other")
    if message.is_multipart():
        for one in cast("list[Message]", message.get_payload()):
            yield from _leaves(one, depth + 1, seen)
    else:
        yield message


def _bytes(part: Message) -> bytes:
    try:
        found = part.get_payload(decode=True)
    except (LookupError, ValueError):  # a charset that cannot even be tried; the text stays as it stands
        found = str(part.get_payload()).encode("utf-8", "replace")
    return found if isinstance(found, bytes) else b""


def _text(part: Message) -> str:
    content = _bytes(part)
    charset = str(part.get_content_charset() or "utf-8")
    try:
        return content.decode(charset, "replace")
    except (LookupError, ValueError):  # a charset that nobody knows, or one that is no text
        return content.decode("utf-8", "replace")


def _unmarked(marked: str) -> str:
    cut = marked[: 4 * LONGEST_TEXT]
    bare = html.unescape(nh3.clean(_BREAK.sub("\n", cut), tags=set()))
    return re.sub(r"\n\s*\n\s*", "\n\n", re.sub(r"[ \t\xa0]+", " ", bare))


def _raw(value: object) -> str:
    """A header's value on one line; str() of one with broken bytes is what the parser could make of it."""
    return " ".join(str(value).split())[:LONGEST_HEADER]


def _words(value: str) -> str:
    """A header with its encoded words read; as it stands where they are broken."""
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError, LookupError):
        return value
    said = ""
    for part, charset in parts:
        if isinstance(part, str):
            said += part
            continue
        try:
            said += part.decode(charset or "utf-8", "replace")
        except (LookupError, ValueError):
            said += part.decode("utf-8", "replace")
    return said


def _clean(text: str) -> str:
    """Without control and direction characters, and without halves of characters that no database takes."""
    return _CONTROL.sub("", text).encode("utf-8", "replace").decode()


def _addresses(message: Message, field: str) -> list[str]:
    values = [_raw(one) for one in message.get_all(field) or []]
    return [address.strip().lower()[:254] for _, address in getaddresses(values) if "@" in address][:200]


def _identities(message: Message, field: str) -> list[str]:
    return _IDENTITY.findall(_raw(message.get(field, "")))[-MOST_REFERENCES:]


def _automatic(message: Message) -> bool:
    said = _raw(message.get("auto-submitted", "no")).partition(";")[0].strip().lower()
    precedence = _raw(message.get("precedence", "")).lower()
    return said not in {"", "no"} or precedence in {"bulk", "junk", "list"} or _raw(message.get("return-path", "x")) == "<>"
