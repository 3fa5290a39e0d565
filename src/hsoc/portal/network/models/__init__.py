"""What the network room stores. Belongs here: the names of all its tables, for Django. Never: a column."""

from hsoc.portal.network.models.own import Exemption, Limits, OtherNetwork, Rule, RuleDraft, Spared, Wish

__all__ = ["Exemption", "Limits", "OtherNetwork", "Rule", "RuleDraft", "Spared", "Wish"]
