"""Which files are taken, and under what name. Pure: no Django, no disk, no clock.

The name's ending must be one of the list and the first bytes must agree with it. What a file does when it is opened nobody can know here:
it is therefore never shown in a page, only handed out to be saved.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from typing import Final

MOST_BYTES: Final = 20 * 1024 * 1024  # bytes of one file: a scanned contract of 100 pages fits
LONGEST_NAME: Final = 120  # characters
MOST_ENTRIES: Final = 5000  # entries looked at in a packed file; a large presentation has some hundred
ADDRESS_SECONDS: Final = 60  # seconds a signed address is good for: it is followed at once

_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_OPEN: Final = "application/vnd.oasis.opendocument"
# ending → (media type, what the file begins with; nothing = text)
KINDS: Final[dict[str, tuple[str, tuple[bytes, ...]]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "docx": (f"{_OFFICE}.wordprocessingml.document", (_ZIP,)),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", (_ZIP,)),
    "pptx": (f"{_OFFICE}.presentationml.presentation", (_ZIP,)),
    "odt": (f"{_OPEN}.text", (_ZIP,)),
    "ods": (f"{_OPEN}.spreadsheet", (_ZIP,)),
    "odp": (f"{_OPEN}.presentation", (_ZIP,)),
    "doc": ("application/msword", (_OLD,)),
    "xls": ("application/vnd.ms-excel", (_OLD,)),
    "ppt": ("application/vnd.ms-powerpoint", (_OLD,)),
    "rtf": ("application/rtf", (b"{\\rtf",)),
    "zip": ("application/zip", (_ZIP, b"PK\x05\x06")),
    "7z": ("application/x-7z-compressed", (b"7z\xbc\xaf\x27\x1c",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "webp": ("image/webp", (b"RIFF",)),
    "pcap": ("application/vnd.tcpdump.pcap", (b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d")),
    "pcapng": ("application/x-pcapng", (b"\x0a\x0d\x0d\x0a",)),
    "asice": ("application/vnd.etsi.asic-e+zip", (_ZIP,)),
    "p7s": ("application/pkcs7-signature", (b"\x30",)),
    "sig": ("application/octet-stream", (b"",)),
    "asc": ("application/pgp-signature", ()),
    "txt": ("text/plain", ()),
    "md": ("text/markdown", ()),
    "csv": ("text/csv", ()),
    "json": ("application/json", ()),
    "xml": ("application/xml", ()),
    "log": ("text/plain", ()),
    "ics": ("text/calendar", ()),
    "eml": ("message/rfc822", ()),
}
MACROS: Final = ("vbaproject.bin", "xl/macrosheets/")  # a document with a program inside, whatever its ending says


class Untaken(ValueError):
    """This file is not taken. `code` is empty, large, name, kind, content or macros; the words are the page's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def ending(name: str) -> str:
    """The ending of a name in small letters, without its dot; empty where there is none."""
    stem, dot, last = name.rpartition(".")
    return last.lower() if dot and stem else ""


def cleaned(name: str) -> str:
    """The name as it is kept and given out: no folder, no control or direction characters, bounded. Raises Untaken if nothing is left."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    seen = "".join(one for one in last if unicodedata.category(one)[0] != "C" and one not in '"<>|:*?').strip(" .")
    kind = ending(seen)
    if not kind:
        raise Untaken("name")
    stem = seen[: -len(kind) - 1].strip(" .")
    if not stem:
        raise Untaken("name")
    return f"{stem[: LONGEST_NAME - len(kind) - 1]}.{kind}"


def taken(name: str, content: bytes) -> tuple[str, str]:
    """(name, media type) of a file that is taken. Raises Untaken."""
    if not content:
        raise Untaken("empty")
    if len(content) > MOST_BYTES:
        raise Untaken("large")
    clean = cleaned(name)
    known = KINDS.get(ending(clean))
    if known is None:
        raise Untaken("kind")
    kind, begins = known
    if begins and not content.startswith(begins):
        raise Untaken("content")
    if not begins and b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16 text has zeros
        raise Untaken("content")
    if _ZIP in begins:
        _without_macros(content)
    elif begins == (_OLD,) and b"_\x00V\x00B\x00A\x00" in content:  # the folder of programs in an old document
        raise Untaken("macros")
    return clean, kind


def _without_macros(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = [one.filename.lower() for one in packed.infolist()[: MOST_ENTRIES + 1]]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise Untaken("content") from error
    if len(names) > MOST_ENTRIES:
        raise Untaken("content")
    if any(mark in name for name in names for mark in MACROS):
        raise Untaken("macros")
