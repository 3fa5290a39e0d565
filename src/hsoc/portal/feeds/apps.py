"""Registration of the app `feeds` with Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedsConfig(AppConfig):
    """Doors for machines, and those who come through them."""

    name = "hsoc.portal.feeds"
    verbose_name = _("feeds")
