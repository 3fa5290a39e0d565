"""Whether a mail's From is proven: DKIM (RFC 6376) checked here, or what the own relay wrote. Never: what follows from it (actions).

The question to the DNS is an argument: a function name → TXT record or None. SPF is the own relay's word (rules.proof): over LMTP there
is no client to ask about.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import dkim

from hsoc.portal.lists.rules.letters import MOST_SIGNATURES, Letter
from hsoc.portal.lists.rules.proof import aligned, vouched

Ask = Callable[[bytes], bytes | None]
LEAST_BITS: Final = 1024  # of an RSA key (RFC 8301)
COVERED: Final = frozenset({"from", "to", "subject"})
DNS_SECONDS: Final = 5  # s for one question
_TAG: Final = re.compile(rb"(?:^|;)\s*(d|l|h)\s*=\s*([^;]*)")


def dns(name: bytes) -> bytes | None:
    """The TXT record of a name, from the system's resolver."""
    found: bytes | None = dkim.get_txt(name, timeout=DNS_SECONDS)
    return found


def proven(content: bytes, letter: Letter, *, relay: str, ask: Ask) -> bool:
    """Whether the domain of From stands behind this mail. relay: the name under which the own relay writes its results; empty = none."""
    if not letter.sender:
        return False
    return vouched(letter.results, letter.sender, relay) or signed(content, letter.sender, ask=ask)


def signed(content: bytes, sender: str, *, ask: Ask) -> bool:
    """Whether a valid, aligned DKIM signature covers From, To, Subject and the whole body."""

    def answer(name: bytes, timeout: int = DNS_SECONDS) -> bytes | None:  # noqa: ARG001  (dkimpy's signature)
        return ask(name)

    try:
        checked = dkim.DKIM(content, minkey=LEAST_BITS, timeout=DNS_SECONDS)
    except (dkim.DKIMException, ValueError, UnicodeError):
        return False
    fields = [value for name, value in checked.headers if name.lower() == b"dkim-signature"]
    wanted = COVERED | ({"cc"} if any(name.lower() == b"cc" for name, _ in checked.headers) else set())
    for place, value in enumerate(fields[:MOST_SIGNATURES]):
        tags = {name.decode(): part.strip() for name, part in _TAG.findall(value)}
        covered = {one.strip().lower() for one in tags.get("h", b"").decode("ascii", "replace").split(":")}
        # l= leaves the end of the body open to whoever sends the mail on; what is not covered may have been changed
        if "l" in tags or not wanted <= covered or not aligned(sender, tags.get("d", b"").decode("ascii", "replace")):
            continue
        try:
            if checked.verify(idx=place, dnsfunc=answer):
                return True
        except (dkim.DKIMException, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError):
            continue
    return False
