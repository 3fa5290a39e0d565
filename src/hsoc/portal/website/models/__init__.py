"""Everything that the public web stores: pages, their editors, the action plan, who asked to join."""

from hsoc.portal.website.models.editors import ByCoordinator, Editor
from hsoc.portal.website.models.joining import Wish
from hsoc.portal.website.models.pages import PARTS, PICTURES, Article, Front, News, NewsList, Public, Training, TrainingList
from hsoc.portal.website.models.plan import STATE_NAMES, Goal, Step, Version

__all__ = [
    "PARTS", "PICTURES", "STATE_NAMES", "Article", "ByCoordinator", "Editor", "Front", "Goal", "News", "NewsList", "Public", "Step",
    "Training", "TrainingList", "Version", "Wish",
]  # fmt: skip
