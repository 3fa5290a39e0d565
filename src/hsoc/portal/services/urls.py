"""Addresses of services under /portal/services/. Never: a view."""

from __future__ import annotations

from django.urls import path

from hsoc.portal.services.web import catalogue, requests

urlpatterns = [
    path("", catalogue.listing, name="services"),
    path("board/", requests.board, name="service_board"),
    path("new/", catalogue.edit, name="service_new"),
    path("requests/<int:number>/", requests.one, name="service_request"),
    path("requests/<int:number>/move/", requests.moved, name="service_move"),
    path("requests/<int:number>/say/", requests.say, name="service_say"),
    path("requests/<int:number>/answers/", requests.answers, name="service_answers"),
    path("requests/<int:number>/steps/<slug:code>/", requests.step, name="service_step"),
    path("of/<slug:code>/", catalogue.service, name="service"),
    path("of/<slug:code>/edit/", catalogue.edit, name="service_edit"),
    path("of/<slug:code>/rules/", catalogue.rules, name="service_rules"),
    path("of/<slug:code>/rules/accept/", catalogue.accept, name="service_accept"),
    path("of/<slug:code>/papers/", catalogue.paper_add, name="service_paper_add"),
    path("of/<slug:code>/papers/<int:paper>/", catalogue.paper_file, name="service_paper"),
    path("of/<slug:code>/papers/<int:paper>/drop/", catalogue.paper_drop, name="service_paper_drop"),
]
