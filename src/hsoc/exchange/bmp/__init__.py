"""BMP, how a router shows its sessions to a station (RFC 7854): `decode` reads a connection, `encode` writes messages."""
