"""How a file leaves the house: as an attachment, in a sandbox, from another origin where there is one. Never: who may have it.

A room asks its own gate and then returns `answer(request, row)`. Where HSOC_FILES_URL names a second address of the portal, the reader is
sent there with a signature that is good for a minute: what an upload holds can then never act with the portal's cookies.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import FileResponse, Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from hsoc.portal.files import queries
from hsoc.portal.files.models import File
from hsoc.portal.files.rules import ADDRESS_SECONDS

_SALT = "hsoc.files"


def answer(request: HttpRequest, row: File, name: str = "") -> HttpResponseBase:
    """The file, or the way to it. `name` replaces the one it was uploaded under. The caller's gate has let the reader in."""
    if not settings.FILES_URL or request.get_host() == urlsplit(settings.FILES_URL).netloc:
        return _sent(row, name or row.name)
    token = signing.dumps([row.pk, name or row.name], salt=_SALT, compress=False)
    return HttpResponseRedirect(f"{settings.FILES_URL}{reverse('file', args=[token])}", headers={"Cache-Control": "no-store"})


@require_safe
def fetched(request: HttpRequest, token: str) -> HttpResponseBase:
    """A file by a signed address, on the second origin only."""
    if not settings.FILES_URL or request.get_host() != urlsplit(settings.FILES_URL).netloc:
        raise Http404
    try:
        number, name = signing.loads(token, salt=_SALT, max_age=ADDRESS_SECONDS)
    except signing.BadSignature as fault:
        raise Http404 from fault
    row = queries.file(number)
    if row is None:
        raise Http404
    return _sent(row, name)


def _sent(row: File, name: str) -> HttpResponseBase:
    try:
        stream = queries.place(row.digest).open("rb")
    except OSError as fault:
        raise Http404 from fault
    return FileResponse(
        stream,
        as_attachment=True,
        filename=name,
        content_type=row.kind,
        headers={
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "private, no-store",
        },
    )
