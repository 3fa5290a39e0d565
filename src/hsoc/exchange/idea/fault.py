"""What is wrong with a document. Belongs here: the values that say it. Never: finding it (schema, decode)."""

from __future__ import annotations

import msgspec


class Fault(msgspec.Struct, frozen=True):
    """One place where a document breaks IDEA0's rules, worded as Warden servers word their error 460.

    key: the path, joined by `/` (`Source/0/Port/1`); value: repr of what stands there, shortened; expected: the rule in words.
    """

    key: str
    value: str
    expected: str

    @property
    def message(self) -> str:
        """The sentence of error 460."""
        return f'Validation error: key "{self.key}", value "{self.value}"'


class Unreadable(ValueError):
    """A document that is no event. `path` is the place (`Source/0/IP4/1`), `reason` a sentence part, `faults` all that was found."""

    def __init__(self, path: str, reason: str, *, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(f"{path}: {reason}" if path else reason)
        self.path, self.reason = path, reason
        self.faults = faults or (Fault(key=path, value="", expected=reason),)
