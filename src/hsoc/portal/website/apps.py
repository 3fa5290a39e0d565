"""Registration of the app `website` with Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebsiteConfig(AppConfig):
    """The public web."""

    name = "hsoc.portal.website"
    verbose_name = _("public web")
