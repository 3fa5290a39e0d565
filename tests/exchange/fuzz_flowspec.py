"""Fuzzing of everything in exchange/flowspec that reads a stranger's bytes or words: NLRIs, communities, text, statements, numbers.

`python tests/exchange/fuzz_flowspec.py -max_total_time=600 CORPUS` runs it under atheris. tests/exchange/flowspec/test_fuzz.py runs `one`
over seeded mutations. What is read must come back the same when written, and everything that can be asked of a rule must be answered.
"""

import sys
from contextlib import suppress

from hsoc.exchange.flowspec import (
    Rule,
    Then,
    Unreadable,
    Unsayable,
    as_match,
    cost,
    empty,
    from_nlri,
    from_nlris,
    of_communities,
    overlaps,
    parse_numbers,
    parse_statement,
    parse_text,
    rank,
    spelled,
    statement,
    to_nlri,
)
from hsoc.exchange.flowspec.scan import Scan
from hsoc.exchange.flowspec.tcam import MOST_UNITS
from hsoc.exchange.flowspec.terms import Kind

SHOWS = {Kind.DST, Kind.SRC, Kind.PROTO, Kind.DSCP, Kind.FLOW_LABEL}  # components by whose text the family is known


def asked(rule: Rule) -> None:
    """Everything a rule answers; each of it bounded."""
    assert from_nlri(to_nlri(rule), family=rule.family, vpn=bool(rule.rd)) == rule
    if rule.family == 4 or SHOWS & {part.kind for part in rule.components}:
        assert spelled(parse_text(spelled(rule))) == spelled(rule)
    assert 1 <= cost(rule) <= MOST_UNITS
    assert overlaps(rule, rule) is not empty(rule)
    assert rank(rule) == rank(rule)
    Scan(rule)
    with suppress(Unsayable):
        as_match(rule)


def as_nlri(data: bytes, *, family: int, vpn: bool) -> None:
    """Bytes of one family; a refusal is an answer."""
    try:
        rules = from_nlris(data, family=family, vpn=vpn)
    except Unreadable:
        return
    for rule in rules[:20]:
        with suppress(Unsayable):  # readable, but not for us to announce
            asked(rule)


def as_text(text: str) -> None:
    """Words of an operator."""
    for reader in (parse_text, parse_statement, lambda words: parse_numbers(words, kind=Kind.DPORT)):
        try:
            found = reader(text)
        except Unreadable:
            continue
        if isinstance(found, Rule):
            asked(found)
        elif isinstance(found[0] if found else None, Rule):
            asked(found[0])
            try:
                again = parse_statement(statement(found[0], then=found[1]))
            except Unsayable:
                continue  # ExaBGP has no words for it
            assert again[1] == found[1]


def as_communities(data: bytes) -> None:
    """Extended communities."""
    try:
        then, _ = of_communities(data)
    except Unreadable:
        return
    assert isinstance(then, Then)
    assert of_communities(then.communities())[0] == then


def one(data: bytes) -> None:
    """One input: the first byte chooses the door."""
    if not data:
        return
    door, rest = data[0] % 6, data[1:]
    if door < 4:
        as_nlri(rest, family=4 if door % 2 else 6, vpn=door >= 2)
    elif door == 4:
        as_communities(rest)
    else:
        as_text(rest.decode("utf-8", "replace"))


if __name__ == "__main__":
    import atheris

    atheris.instrument_all()
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
