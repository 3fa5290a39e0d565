"""Addresses of the network room under /portal/network/. Never: a view."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from hsoc.portal.network.web import force, rule_new, rules, traffic, traffic_csv, what_if, wishes

urlpatterns: list[URLPattern] = [
    path("rules/", rules.listing, name="rules"),
    path("rules/rules.csv", rules.listing_csv, name="rules_csv"),
    path("rules/new/", rule_new.new, name="rule_new"),
    path("rules/check/", rule_new.check, name="rule_check"),
    path("rules/look/", rule_new.look, name="rule_look"),
    path("rules/draft/", rule_new.draft_drop, name="rule_draft_drop"),
    path("rules/bulk/", rules.bulk, name="rules_bulk"),
    path("rules/<int:rule>/", rules.one, name="rule"),
    re_path(r"^rules/(?P<rule>\d{1,12})/(?P<act>veto|lift|answer)/$", rules.word, name="rule_word"),
    path("wishes/", wishes.wishes, name="wishes"),
    re_path(r"^wishes/(?P<number>\d{1,4})/(?P<act>save|declare|other|leave|spare|end_spared)/$", wishes.wish, name="wish"),
    path("exemptions/", wishes.exemptions, name="exemptions"),
    re_path(r"^exemptions/(?P<act>add|end|limit|spare|end_spared)/$", wishes.exemption, name="exemption"),
    path("in-force/", force.listing, name="in_force"),
    path("in-force/in-force.csv", force.listing_csv, name="in_force_csv"),
    path("in-force/take-out/", force.take_out, name="in_force_take"),
    path("in-force/waiting/", force.waiting, name="in_force_waiting"),
    re_path(r"^in-force/waiting/(?P<act>agree|decline)/$", force.answer, name="in_force_answer"),
    path("in-force/health/", force.health, name="in_force_health"),
    path("in-force/out/", force.out, name="in_force_out"),
    path("in-force/let-back/", force.let_back, name="in_force_back"),
    re_path(r"^in-force/(?P<entry>[0-9a-f]{16})/$", force.one, name="in_force_one"),
    path("what-if/", what_if.listing, name="what_if"),
    path("what-if/<int:question>/", what_if.one, name="what_if_one"),
    path("what-if/<int:question>/cancel/", what_if.cancel, name="what_if_cancel"),
    path("traffic/", traffic.overview, name="traffic"),
    path("traffic/look/", traffic.look, name="traffic_look"),
    path("traffic/<slug:name>.csv", traffic_csv.exported, name="traffic_csv"),
    path("traffic/<str:name>/", traffic.one_view, name="traffic_view"),
]
