"""What the network room stores. Belongs here: the names of all its tables, for Django. Never: a column."""

from hsoc.portal.network.models.force import Veto
from hsoc.portal.network.models.own import Exemption, Limits, OtherNetwork, Rule, RuleDraft, Spared, Wish
from hsoc.portal.network.models.traffic import FlowLook
from hsoc.portal.network.models.what_if import Question

__all__ = ["Exemption", "FlowLook", "Limits", "OtherNetwork", "Question", "Rule", "RuleDraft", "Spared", "Veto", "Wish"]
