"""Shadowserver's daily reports (CSV): `decode` reads a file by its name, `encode` writes events as one."""

from hsoc.exchange.shadowserver.decode import decode
from hsoc.exchange.shadowserver.encode import encode
from hsoc.exchange.shadowserver.terms import CARRIES, CARRIES_INDICATOR

__all__ = ["CARRIES", "CARRIES_INDICATOR", "decode", "encode"]
