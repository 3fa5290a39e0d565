"""Zeek's notice.log and conn.log (JSON lines or tab-separated): `decode` reads both, `encode` writes notices."""

from hsoc.exchange.zeek.decode import decode
from hsoc.exchange.zeek.encode import encode
from hsoc.exchange.zeek.terms import CARRIES

__all__ = ["CARRIES", "decode", "encode"]
