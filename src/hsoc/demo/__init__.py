"""`hsoc demo`: the whole house on loopback with an invented community. Belongs here: seeding and supervising. Never: a feature."""

from hsoc.demo.house import run

__all__ = ["run"]
