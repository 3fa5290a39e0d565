"""Letters without their marks. Belongs here: the one way to take háčky and čárky off. Never: what is compared or searched."""

from __future__ import annotations

import unicodedata


def bare(text: str) -> str:
    """Příliš → Prilis (NFKD without combining marks, Unicode Standard Annex 15); also ﬁ → fi and ² → 2. Case stays."""
    return text if text.isascii() else "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))


def folded(text: str) -> str:
    """The same in lower case, for comparing what people type."""
    return bare(text).casefold()
