import pytest
from django.db import IntegrityError, transaction
from tests.factories.members import NOW

from hsoc.portal.groups.models import Document, Version


def test_what_the_community_reads_is_never_narrower_than_green(group_of) -> None:
    fields = {"group": group_of(), "title": "Plan", "created": NOW, "changed": NOW}
    document = Document.objects.create(tlp="TLP:GREEN", community=True, **fields)
    assert (str(document), str(Version(document=document, number=2))) == ("Plan", f"{document.pk} v2")
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.create(tlp="TLP:AMBER", community=True, **fields)
