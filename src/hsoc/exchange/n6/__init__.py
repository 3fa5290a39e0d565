"""CERT Polska's n6 events (JSON): `decode` reads inside.json and inside.sjson, `encode` writes either."""

from hsoc.exchange.n6.decode import decode
from hsoc.exchange.n6.encode import encode
from hsoc.exchange.n6.terms import CARRIES

__all__ = ["CARRIES", "decode", "encode"]
