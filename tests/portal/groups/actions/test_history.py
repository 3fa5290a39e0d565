from tests.factories.members import NOW

from hsoc.portal.audit.models import Entry as Link
from hsoc.portal.groups.actions.history import record
from hsoc.portal.groups.models import Happening


def test_words_stay_inside_and_the_audit_log_gets_the_number(group_of, people) -> None:
    group = group_of()
    record(actor=people["leader"], group=group, code="tested", now=NOW, about="a secret title", thing="document:5")
    record(actor=people["leader"], group=group, code="quiet", now=NOW, quiet=True)
    assert (Happening.objects.first().about, Happening.objects.filter(code="quiet").count()) == ("a secret title", 0)
    link = Link.objects.get(action="group.tested")
    assert (link.object, "secret" in link.details) == ("document:5", False)
    assert Link.objects.filter(action="group.quiet").exists()
