"""Changes of notices. `tell` is the door for all rooms. Never: a page."""

from __future__ import annotations

from hsoc.portal.notices.actions.telling import tell

__all__ = ["tell"]
