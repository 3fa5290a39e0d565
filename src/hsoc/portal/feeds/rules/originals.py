"""An event that came in another language, as the IDEA0 document that is kept. Pure. Never: which events, or where they are kept.

The item's own text goes along as an attachment: what a table of ours does not know is not lost, and a person may look at what was sent.
"""

from __future__ import annotations

import base64
from typing import Any, Final

import msgspec

from hsoc.exchange.idea import encode
from hsoc.records.parcel import LONGEST_ORIGINAL, Taken

HANDLE: Final = "original"


def idea_of(taken: Taken, *, node: str) -> bytes:
    """The document. node: of the door that it came through; what the item itself names as its detector follows."""
    document: dict[str, Any] = encode(taken.event)
    earlier = document.get("Node", [])
    document["Node"] = [{"Name": node, "Type": ["Relay", "External"], "SW": ["hSOC"]}, *earlier]
    if taken.original:
        document["Attach"] = [_attached(taken.original[:LONGEST_ORIGINAL], taken.media)]
    return msgspec.json.encode(document)


def _attached(content: bytes, media: str) -> dict[str, Any]:
    about: dict[str, Any] = {"Handle": HANDLE, "ContentType": media, "Size": len(content)}
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return about | {"ContentEncoding": "base64", "Content": base64.b64encode(content).decode()}
    return about | {"ContentCharset": "utf-8", "Content": text}
