"""Registration of the app `notices` with Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """What people are told."""

    name = "hsoc.portal.notices"
    verbose_name = _("notices")
