"""Firewalls' syslog lines in CEF or LEEF: `decode` reads them with their header, `encode` writes CEF for a SIEM."""

from hsoc.exchange.syslog.decode import decode
from hsoc.exchange.syslog.encode import encode
from hsoc.exchange.syslog.terms import CARRIES

__all__ = ["CARRIES", "decode", "encode"]
