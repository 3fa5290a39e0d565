"""Addresses of meetings: pages under /portal/meetings/, and what is open without a login. Never: a view."""

from __future__ import annotations

from django.urls import path

from hsoc.portal.meetings.web import open as outside
from hsoc.portal.meetings.web import pages

urlpatterns = [
    path("", pages.listing, name="meetings"),
    path("new/", pages.new, name="meeting_new"),
    path("calendar/", pages.key, name="calendar_key"),
    path("<int:number>/", pages.one, name="meeting"),
    path("<int:number>/coming/", pages.coming, name="meeting_coming"),
    path("<int:number>/move/", pages.moved, name="meeting_move"),
    path("<int:number>/cancel/", pages.cancelled, name="meeting_cancel"),
    path("<int:number>/notes/", pages.noted, name="meeting_note"),
    path("<int:number>/came/", pages.came, name="meeting_came"),
    path("<int:number>/enter/", pages.enter, name="meeting_enter"),
]
OUTSIDE = [
    path("feeds/calendars/<str:secret>.ics", outside.calendar, name="calendar"),
    path("meetings/<str:token>/", outside.reply, name="meeting_reply"),
]
