"""The app of the audit chain."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Django's handle."""

    name = "hsoc.portal.audit"
    label = "audit"
