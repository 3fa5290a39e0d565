"""Addresses of accounts under /portal/. Never: a view."""

from __future__ import annotations

from django.urls import path

from hsoc.portal.accounts.web import rights, sessions, support

urlpatterns = [
    path("sessions/", sessions.listing, name="sessions"),
    path("sessions/end/", sessions.end, name="sessions_end"),
    path("sessions/devices/<int:device>/forget/", sessions.forget, name="device_forget"),
    path("rights/", rights.table, name="rights"),
    path("support/", support.listing, name="support"),
    path("support/leave/", support.leave, name="support_leave"),
    path("support/<int:number>/answer/", support.answer, name="support_answer"),
    path("support/<int:number>/end/", support.end, name="support_end"),
    path("support/<int:number>/enter/", support.enter, name="support_enter"),
]
