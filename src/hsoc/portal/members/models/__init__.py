"""What members stores. Belongs here: the names of all its tables, for Django and for the rooms to the right. Never: a column."""

from hsoc.portal.members.models.organisations import (
    BED_NAMES,
    EMPLOYEE_NAMES,
    HIGHEST_NUMBER,
    REGIME_NAMES,
    REGION_CHOICES,
    SERVICE_NAMES,
    STATUS_NAMES,
    AsNumber,
    Domain,
    Kind,
    Organisation,
    Overlap,
    Prefix,
)
from hsoc.portal.members.models.people import WORK_NAMES, Absence, Function, PersonKey, Proof
from hsoc.portal.members.models.seats import ROLE_NAMES, ApiToken, Approval, Membership, User
from hsoc.portal.members.models.trust import Erasure, Invitation, Vouch

__all__ = [
    "BED_NAMES",
    "EMPLOYEE_NAMES",
    "HIGHEST_NUMBER",
    "REGIME_NAMES",
    "REGION_CHOICES",
    "ROLE_NAMES",
    "SERVICE_NAMES",
    "STATUS_NAMES",
    "WORK_NAMES",
    "Absence",
    "ApiToken",
    "Approval",
    "AsNumber",
    "Domain",
    "Erasure",
    "Function",
    "Invitation",
    "Kind",
    "Membership",
    "Organisation",
    "Overlap",
    "PersonKey",
    "Prefix",
    "Proof",
    "User",
    "Vouch",
]
