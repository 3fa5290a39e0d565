"""Suricata's EVE (JSON lines): `decode` reads alerts and counts the rest, `encode` writes events as alerts."""

from hsoc.exchange.eve.decode import decode
from hsoc.exchange.eve.encode import encode
from hsoc.exchange.eve.terms import CARRIES

__all__ = ["CARRIES", "decode", "encode"]
