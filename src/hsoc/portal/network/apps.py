"""Registration of the app `network` with Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    """A member's traffic and rules, and what stands at the routers."""

    name = "hsoc.portal.network"
    verbose_name = _("network")
