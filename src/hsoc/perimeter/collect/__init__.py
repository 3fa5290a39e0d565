"""Collect: bytes of routers become flow tables. Pure: no socket, no file, no clock; every size that a stranger names is bounded."""
