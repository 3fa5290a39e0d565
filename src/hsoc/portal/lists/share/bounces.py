"""What came back: a delivery status notification (RFC 3464) → whether it failed for good. Never: whose it was (the return path says it)."""

from __future__ import annotations

import email
from email.message import Message
from typing import Final

MOST_BLOCKS: Final = 20  # recipients of one report that are read


def failure(content: bytes) -> str:
    """'hard' where a recipient failed for good, 'soft' where for now, empty where it was delivered, delayed only, or is no report."""
    try:
        message = email.message_from_bytes(content)
    except (ValueError, RecursionError):
        return ""
    if message.get_content_type() != "multipart/report":
        return ""
    inside = message.get_payload()
    worst = ""
    for part in inside if isinstance(inside, list) else []:
        if not isinstance(part, Message) or part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in [one for one in blocks if isinstance(one, Message)][:MOST_BLOCKS] if isinstance(blocks, list) else []:
            action = str(block.get("action", "")).strip().lower()
            status = str(block.get("status", "")).strip()
            if action == "failed":
                worst = "soft" if status.startswith("4") and worst != "hard" else "hard"
    return worst
