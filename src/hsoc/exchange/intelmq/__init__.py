"""IntelMQ's flat events (JSON): `decode` reads one, a list or lines, `encode` writes lines."""

from hsoc.exchange.intelmq.decode import decode
from hsoc.exchange.intelmq.encode import encode
from hsoc.exchange.intelmq.terms import CARRIES, CARRIES_INDICATOR

__all__ = ["CARRIES", "CARRIES_INDICATOR", "decode", "encode"]
