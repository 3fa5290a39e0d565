"""Addresses of this app under /portal/audit/; the gate comes with the include. Never: a view."""

from __future__ import annotations

from django.urls import path

from hsoc.portal.audit import web

urlpatterns = [
    path("", web.chain, name="audit"),
    path("verify/", web.verify, name="audit_verify"),
    path("export/", web.export, name="audit_export"),
]
