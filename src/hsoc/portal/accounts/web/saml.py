"""The door for answers of foreign SAML logins: nonsense is turned away before anybody takes it apart. Never: whether an answer is true.

Only where SAML is taken up. The library that judges answers raises on what is no XML (an empty document, a DTD), which would be a page
of ours that broke; and whoever posts here is not logged in, so what is kept of it is bounded.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.saml.utils import get_app_or_404
from allauth.socialaccount.providers.saml.views import acs
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from lxml.etree import LxmlError
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML as Xml

MOST: Final = 256 * 1024  # characters of an answer in base64; with many groups of a person it is some 20,000


@csrf_exempt  # the answer comes from the provider's page; it is bound to the browser by the question it answers
@require_POST
@login_not_required
def answered(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Hands an answer on that is XML without a DTD; for anything else the page that says what to do."""
    app = get_app_or_404(request, organization_slug)
    if not _is_xml(request.POST.get("SAMLResponse", "")):
        page: HttpResponse = render_authentication_error(request, app.get_provider(request))
        return page
    handed_on: HttpResponse = acs(request, organization_slug=organization_slug)
    return handed_on


def _is_xml(text: str) -> bool:
    if not text or len(text) > MOST:
        return False
    try:
        Xml.to_etree(base64.b64decode(text, validate=True))
    except (binascii.Error, LxmlError, ValueError):
        return False
    return True
