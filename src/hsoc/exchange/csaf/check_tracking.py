"""The mandatory tests of CSAF 2.0 about versions and dates (6.1.14, 6.1.16 … 6.1.22, 6.1.30). Never: what a paper is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hsoc.exchange.csaf.reading import milliseconds
from hsoc.exchange.csaf.terms import INTEGER, SEMANTIC

_HISTORY = "/document/tracking/revision_history"
_VERSION = "/document/tracking/version"
Order = tuple[int, int, int, bool, tuple[tuple[bool, int, str], ...]]


def tracking_faults(tracking: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Test, place, reason."""
    changes, version, status = tracking["revision_history"], tracking["version"], tracking["status"]
    numbers = [one["number"] for one in changes]
    if wrong := [number for number in (version, *numbers) if order(number) is None]:
        yield "schema", _VERSION, f"{wrong[0][:40]!r} is neither a whole number nor a semantic version"
        return
    if len({"." in number for number in (version, *numbers)}) > 1:
        yield "6.1.30", _VERSION, "whole numbers and semantic versions are mixed"
        return
    yield from _history(changes, numbers, version, status)
    released = status in {"final", "interim"}
    zero = _major(version) == 0
    if not released:
        return
    if zero:
        yield "6.1.17", _VERSION, "is a version 0, which only a draft may have"
    if any(_major(number) == 0 for number in numbers):
        yield "6.1.18", _HISTORY, "of a released paper names a version 0"
    if any(_before(number) for number in numbers):
        yield "6.1.19", _HISTORY, "names a version before its release"
    if _before(version):
        yield "6.1.20", _VERSION, "is one before its release, and the paper is not a draft"


def order(number: str) -> Order | None:
    """What sorts versions (semver.org, section 11); None for what is no version."""
    if INTEGER.fullmatch(number):
        return (int(number), 0, 0, True, ())
    found = SEMANTIC.fullmatch(number)
    if not found:
        return None
    before = tuple((not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in (found[4] or "").split(".") if part)
    return (int(found[1]), int(found[2]), int(found[3]), not before, before)


def _history(changes: list[dict[str, Any]], numbers: list[str], version: str, status: str) -> Iterator[tuple[str, str, str]]:
    by_date = sorted(changes, key=lambda one: (milliseconds(one["date"]), order(one["number"])))
    sorted_numbers = [order(one["number"]) for one in by_date]
    if sorted_numbers != sorted(sorted_numbers, key=lambda one: one or (0,)):
        yield "6.1.14", _HISTORY, "gives a later version an earlier date"
    if _compared(by_date[-1]["number"], status) != _compared(version, status):
        yield "6.1.16", _VERSION, f"is {version[:40]!r}, the last of the history is {by_date[-1]['number'][:40]!r}"
    majors = sorted({_major(number) for number in numbers})
    if majors[0] > 1 or majors[-1] - majors[0] + 1 != len(majors):
        yield "6.1.21", _HISTORY, "leaves out a version"
    if len(set(numbers)) < len(numbers):
        yield "6.1.22", _HISTORY, "names a version twice"


def _compared(number: str, status: str) -> str:
    """What counts of a version: never what was built, in a draft not even what goes before the release."""
    bare = number.partition("+")[0]
    return bare.partition("-")[0] if status == "draft" else bare


def _major(number: str) -> int:
    return int(number.partition(".")[0])


def _before(number: str) -> bool:
    found = SEMANTIC.fullmatch(number)
    return bool(found and found[4])
