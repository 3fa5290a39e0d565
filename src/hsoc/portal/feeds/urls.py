"""Addresses of the machine doors of indicators, and of the pages about them. Never: a view."""

from __future__ import annotations

from django.urls import path, re_path

from hsoc.portal.feeds.api import atom, csaf, intelmq, lists, misp, misp_feed, n6, reputation, taxii
from hsoc.portal.feeds.web import balance, imports, indicator, pulls
from hsoc.portal.feeds.web import lists as list_pages

PAGES = [
    path("portal/feeds/sources/", pulls.listed, name="pulls"),
    path("portal/feeds/sources/new/", pulls.new, name="pull_new"),
    path("portal/feeds/sources/<int:pk>/", pulls.change, name="pull"),
    path("portal/feeds/sources/<int:pk>/now/", pulls.now, name="pull_now"),
    path("portal/feeds/sources/<int:pk>/remove/", pulls.remove, name="pull_remove"),
    path("portal/indicators/<int:number>/", indicator.one, name="indicator"),
    path("portal/indicators/export/<str:format_>/", indicator.exported, name="indicators_export"),
    path("portal/sharing/", balance.page, name="balance"),
    path("portal/sharing/figures.csv", balance.exported, name="balance_csv"),
    path("portal/lists/", list_pages.page, name="block_lists"),
    path("portal/lists/<str:audience>/<str:pap>/<str:what>.<str:ending>", list_pages.text, name="list_text"),
    path("portal/lists/consumers/", list_pages.consumers, name="consumers"),
    path("portal/lists/consumers/<int:consumer>/revoke/", list_pages.revoke, name="consumer_revoke"),
    path("portal/imports/", imports.page, name="imports"),
    path("portal/imports/<slug:key>/", imports.one, name="import"),
    path("portal/imports/<slug:key>/rejects.csv", imports.rejects, name="import_rejects"),
    re_path(r"^portal/imports/(?P<key>[0-9a-f]{12})/(?P<deed>again|take|step|undo)/$", imports.act, name="import_act"),
]

urlpatterns = [
    *PAGES,
    path(".well-known/csaf/provider-metadata.json", csaf.metadata, name="csaf_metadata"),
    path("csaf/service.json", csaf.service, name="csaf_service"),
    path("csaf/openpgp/<str:name>", csaf.key, name="csaf_key"),
    path("csaf/<str:folder>/", csaf.papers, name="csaf_folder"),
    path("csaf/<str:folder>/<path:path>", csaf.papers, name="csaf"),
    path("feeds/block/<str:audience>/<str:pap>/<str:what>.<str:ending>", lists.block_list, name="block_list"),
    path("feeds/reputation/ip.csv", reputation.feed, name="reputation_feed"),
    path("feeds/atom/<str:what>.xml", atom.feed, name="atom"),
    path("feeds/intelmq/<str:what>.jsonl", intelmq.lines, name="intelmq"),
    path("misp/feed/<str:name>", misp_feed.feed, name="misp_feed"),
    path("misp/<path:rest>", misp.door, name="misp"),
    path("n6/<str:where>/<str:what>.<str:ending>", n6.report, name="n6"),
    path("taxii2/", taxii.discovery, name="taxii"),
    path("taxii2/hsoc/", taxii.root),
    path("taxii2/hsoc/collections/", taxii.collections, name="taxii_collections"),
    path("taxii2/hsoc/collections/<str:wanted>/", taxii.collection),
    path("taxii2/hsoc/collections/<str:wanted>/manifest/", taxii.manifest),
    path("taxii2/hsoc/collections/<str:wanted>/objects/", taxii.contents, name="taxii_objects"),
    path("taxii2/hsoc/collections/<str:wanted>/objects/<str:identity>/", taxii.one_object),
    path("taxii2/hsoc/collections/<str:wanted>/objects/<str:identity>/versions/", taxii.object_versions),
    path("taxii2/hsoc/status/<str:wanted>/", taxii.status),
]
