"""IDEA0, the language of Warden 3 and of door 1: `encode` writes, `decode` reads, `schema` finds faults, `columns` is fast."""

from hsoc.exchange.idea.decode import decode
from hsoc.exchange.idea.encode import encode, encoded
from hsoc.exchange.idea.fault import Unreadable
from hsoc.exchange.idea.terms import CARRIES

__all__ = ["CARRIES", "Unreadable", "decode", "encode", "encoded"]
