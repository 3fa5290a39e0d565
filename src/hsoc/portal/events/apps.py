"""Registration of the app `events` with Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Threats: received, listed, explained."""

    name = "hsoc.portal.events"
    verbose_name = _("threats")
