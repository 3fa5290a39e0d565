"""MISP's core format: `decode` reads documents, `encode` writes one, `events` gives its events singly; `feed` has the pieces of a feed."""

from hsoc.exchange.misp.decode import decode
from hsoc.exchange.misp.encode import encode, events
from hsoc.exchange.misp.terms import CARRIES, CARRIES_INDICATOR, CARRIES_SIGHTING, MEDIA

__all__ = ["CARRIES", "CARRIES_INDICATOR", "CARRIES_SIGHTING", "MEDIA", "decode", "encode", "events"]
