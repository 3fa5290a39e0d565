"""Addresses of the pages about indicators, under /portal/indicators/. Never: a view. One indicator's page stands in feeds/urls."""

from __future__ import annotations

from django.urls import path, re_path

from hsoc.portal.indicators.web import approvals, listed, new, steps, warned

urlpatterns = [
    path("", listed.listed, name="indicators"),
    path("bulk/", listed.bulk, name="indicators_bulk"),
    path("new/", new.new, name="indicator_new"),
    path("approvals/", approvals.page, name="indicator_approvals"),
    re_path(r"^approvals/(?P<act>approve|end|trust|distrust)/$", approvals.decide, name="indicator_decide"),
    path("warning-lists/", warned.page, name="warning_lists"),
    path("warning-lists/put/", warned.put, name="warning_list_put"),
    path("warning-lists/<int:number>/switch/", warned.switch, name="warning_list_switch"),
    path("<int:number>/sight/", steps.sight, name="indicator_sight"),
    path("<int:number>/revoke/", steps.revoke, name="indicator_revoke"),
    path("<int:number>/relabel/", steps.relabel, name="indicator_relabel"),
]
