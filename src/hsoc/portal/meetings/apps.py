"""Registration of the app `meetings` with Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    """Meetings, invitations, calendars."""

    name = "hsoc.portal.meetings"
    verbose_name = _("meetings")
