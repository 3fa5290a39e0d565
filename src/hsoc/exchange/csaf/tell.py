"""Papers read, told in a line each. Belongs here: sentences for a console. Never: opening a file, storing what was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from hsoc.exchange.csaf.decode import decode
from hsoc.records.advisory import Advisory
from hsoc.records.parcel import Parcel, Unreadable

MOST_TOLD: Final = 5  # parts left out that are named below a paper; the line above has their number


def lines(files: Iterable[tuple[str, bytes]], *, now: int) -> Iterator[tuple[str, Parcel | None]]:
    """Name and content of files → what each holds, with the parcel; None where nothing could be read.

    A line has the id, the label, the numbers of vulnerabilities and products, the title; below it, indented, what was left out and why.
    """
    for name, content in files:
        try:
            parcel = decode(content, now=now)
        except Unreadable as unreadable:
            yield f"{name}: not read: {unreadable}", None
            continue
        told = [f"{name}: {_paper(parcel.advisories[0])}"]
        if parcel.rejected:
            told[0] += f" · {parcel.rejected} left out"
            told += [f"    {one.place}: {one.reason}" for one in parcel.rejects[:MOST_TOLD]]
        yield "\n".join(told), parcel


def _paper(paper: Advisory) -> str:
    """One line of it. Strangers' words may not move the cursor or forge a line: what is not printable becomes a question mark."""
    title, identity = _plain(paper.title, 100), _plain(paper.id, 100)
    counted = f"{len(paper.vulnerabilities)} vulnerabilities, {len(paper.products)} products"
    head = f"{identity} version {_plain(paper.version, 20)} · {paper.tlp} · {paper.nature}"
    return f"{head} · {paper.severity.name.lower()} · {counted} · {title}"


def _plain(text: str, most: int) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text[:most])
