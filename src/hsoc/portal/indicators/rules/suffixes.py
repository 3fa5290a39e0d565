"""Under which names people register others: a Public Suffix List made ready. Pure: text in, names out. Never: where the list comes from.

Format and algorithm: https://github.com/publicsuffix/list/wiki/Format. The private part counts, too: who is under `github.io` is a stranger
to the neighbour.
"""

from __future__ import annotations

from typing import Final

MOST: Final = 100_000  # rules; the list has some ten thousand
DEEPEST: Final = 10  # labels of a rule


class Suffixes:
    """The rules of a list. size: how many; version: what the list says of itself, '' for nothing."""

    def __init__(self, text: str) -> None:
        """Raises ValueError for a text that is no such list."""
        self._names: set[str] = set()
        self._wild: set[str] = set()
        self._not: set[str] = set()
        self.version = ""
        for line in text.splitlines():
            rule = line.strip()
            if rule.startswith("//"):
                self.version = self.version or rule.partition("VERSION:")[2].strip()[:60]
                continue
            if rule:
                self._take(rule.split()[0])
        self.size = len(self._names) + len(self._wild) + len(self._not)
        if not self.size:
            raise ValueError("the list holds no suffix")
        self._deepest = 1 + max(name.count(".") + 1 for name in (*self._names, *self._wild, *self._not))

    def _take(self, rule: str) -> None:
        for sign, taken in (("!", self._not), ("*.", self._wild), ("", self._names)):
            if rule.startswith(sign):
                name = _ascii(rule.removeprefix(sign))
                if not name or name.count(".") >= DEEPEST or "*" in name:
                    raise ValueError(f"{rule[:80]!r} is no suffix")
                taken.add(name)
                break
        if len(self._names) > MOST:
            raise ValueError(f"more than {MOST} suffixes")

    def registered(self, name: str) -> str:
        """The part of a canonical name that somebody registered; a suffix itself is its own."""
        labels = name.split(".")
        for at in range(max(0, len(labels) - self._deepest), len(labels)):
            tail = ".".join(labels[at:])
            if tail in self._not:
                return tail
            if tail in self._names or ".".join(labels[at + 1 :]) in self._wild:
                return ".".join(labels[max(0, at - 1) :])
        return ".".join(labels[-2:])


def _ascii(name: str) -> str:
    if name.isascii():
        return name.lower()
    try:
        return name.encode("idna").decode()
    except UnicodeError as error:
        raise ValueError(f"{name[:80]!r} is no suffix") from error
