from hsoc.portal.lists.models import DELIVERY_NAMES, REPLIES_NAMES, STATE_NAMES, WHY_NAMES, WRITERS_NAMES
from hsoc.portal.lists.rules.posting import Delivery, Replies, State, Why, Writers


def test_every_code_has_its_words():
    pairs = ((DELIVERY_NAMES, Delivery), (REPLIES_NAMES, Replies), (STATE_NAMES, State), (WHY_NAMES, Why), (WRITERS_NAMES, Writers))
    for names, codes in pairs:
        assert set(names) == set(codes)
        assert all(map(str, names.values()))
