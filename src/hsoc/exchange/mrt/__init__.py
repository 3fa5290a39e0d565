"""MRT, the format of route collectors (RFC 6396, 8050): `decode` finds the BGP messages in a file, `encode` writes records."""
