"""Plain lists: one value a line, as the Internet's block lists come."""

from hsoc.exchange.plain.decode import decode
from hsoc.exchange.plain.encode import encode
from hsoc.exchange.plain.terms import CARRIES, CARRIES_INDICATOR

__all__ = ["CARRIES", "CARRIES_INDICATOR", "decode", "encode"]
