"""Addresses of memorandum under /portal/memorandum/. Never: a view."""

from __future__ import annotations

from django.urls import path

from hsoc.portal.memorandum.web import ballots, imports, register, signing

urlpatterns = [
    path("", register.memorandum, name="memorandum"),
    path("publish/", register.publish, name="memorandum_publish"),
    path("register/", register.register, name="memorandum_register"),
    path("imports/", imports.listing, name="memorandum_imports"),
    path("imports/progress/", imports.progress, name="memorandum_import_progress"),
    path("imports/<int:number>/", imports.batch, name="memorandum_import"),
    path("imports/<int:number>/<slug:code>/", imports.deed, name="memorandum_import_deed"),
    path("sign/", signing.sign, name="memorandum_sign"),
    path("signatures/<int:number>/", signing.signature, name="memorandum_signature"),
    path("signatures/<int:number>/decide/", signing.decide, name="memorandum_decide"),
    path("signatures/<int:number>/withdraw/", signing.withdraw, name="memorandum_withdraw"),
    path("signatures/<int:number>/name/", signing.name_shown, name="memorandum_name"),
    path("signatures/<int:number>/file/", signing.file, name="memorandum_file"),
    path("representatives/", signing.representatives, name="memorandum_representatives"),
    path("representatives/<int:number>/drop/", signing.representative_drop, name="memorandum_representative_drop"),
    path("votes/", ballots.listing, name="memorandum_ballots"),
    path("votes/new/", ballots.new, name="memorandum_ballot_new"),
    path("votes/<int:number>/", ballots.one, name="memorandum_ballot"),
    path("votes/<int:number>/change/", ballots.change, name="memorandum_ballot_change"),
    path("votes/<int:number>/cancel/", ballots.cancel, name="memorandum_ballot_cancel"),
    path("votes/<int:number>/vote/", ballots.vote, name="memorandum_vote"),
    path("votes/<int:number>/count/", ballots.count, name="memorandum_count"),
    path("votes/<int:number>/protocol/", ballots.protocol, name="memorandum_protocol"),
]
