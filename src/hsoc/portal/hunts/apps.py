"""Registration of the app `hunts` with Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HuntsConfig(AppConfig):
    """Looking shared indicators up in members' traffic."""

    name = "hsoc.portal.hunts"
    verbose_name = _("hunts")
