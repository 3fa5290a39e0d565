"""String foreign keys are invisible to import tools: every relation between apps must point to the left."""

import tomllib
from pathlib import Path

from django.apps import apps

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


def portal_order() -> list[str]:
    contracts = tomllib.loads(PYPROJECT.read_text())["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["id"] == "portal")
    return [name.strip() for layer in reversed(layers) for name in layer.split("|")]


def test_foreign_keys_point_left() -> None:
    order = portal_order()
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("hsoc.portal."):
            continue
        here = model.__module__.split(".")[2]
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and not field.auto_created else None
            if not isinstance(target, type) or not target.__module__.startswith("hsoc.portal."):
                continue
            there = target.__module__.split(".")[2]
            if there != here and order.index(there) >= order.index(here):
                wrong.append(f"{here}.{model.__name__}.{field.name} -> {there}.{target.__name__}")
    assert wrong == []


def test_order_names_every_installed_app() -> None:
    installed = {c.name.split(".")[2] for c in apps.get_app_configs() if c.name.startswith("hsoc.portal.")}
    assert sorted(installed - set(portal_order())) == []
