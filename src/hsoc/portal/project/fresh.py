"""A database that has nothing in it yet gets its tables straight from the models.

Wagtail and what it stands on carry a history of some hundred and thirty migrations: half a minute to live through, and it ends in the
tables that the models describe. Our own one migration per app ends there too (a test holds models and migrations together). So a fresh
database skips the history: tables, the rows that it would leave and Wagtail cannot do without, and a note that all of it is applied.
A database that exists goes through every new migration as usual. Belongs here: that short cut. Never: what a migration has to decide.
"""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel, RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

MORE_THAN_TABLES = frozenset({"audit", "wagtailsearch"})  # their migrations say by hand what no model says: triggers, a full-text table

# Up to these migrations of others the short cut has been compared with the long way, table by table and column by column
# (docs/decisions/0020). A newer release brings one more: the test then asks to compare again and to write it down here.
COMPARED = {
    "account": "0009_emailaddress_unique_primary_email",
    "auth": "0012_alter_user_first_name_max_length",
    "contenttypes": "0002_remove_content_type_name",
    "mfa": "0003_authenticator_type_uniq",
    "sessions": "0001_initial",
    "socialaccount": "0006_alter_socialaccount_extra_data",
    "taggit": "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx",
    "usersessions": "0001_initial",
    "wagtailadmin": "0006_formstate",
    "wagtailcore": "0098_apitoken",
    "wagtailredirects": "0008_add_verbose_name_plural",
    "wagtailsearch": "0010_add_text_fields",
    "wagtailusers": "0015_userprofile_keyboard_shortcuts",
}


def is_fresh(connection: BaseDatabaseWrapper) -> bool:
    """True where no migration has ever run."""
    return not MigrationRecorder(connection).has_table()


def lay(connection: BaseDatabaseWrapper) -> None:
    """Lays all tables and says that all migrations are applied."""
    history = MigrationLoader(connection).disk_migrations
    labels = {label for label, _ in history}
    by_hand = [(label, op) for (label, _), one in sorted(history.items()) if label in MORE_THAN_TABLES for op in one.operations]
    otherwise = {(label, op.name_lower) for label, outer in by_hand for op in _only_said(outer)}
    with connection.schema_editor() as editor:
        for app in apps.get_app_configs():
            if app.label not in labels:
                continue
            for model in router.get_migratable_models(app, connection.alias, include_auto_created=False):
                about = model._meta  # noqa: SLF001 - as Django's own syncdb asks
                if about.can_migrate(connection) and (app.label, str(about.model_name)) not in otherwise:
                    editor.create_model(model)
        for label, operation in by_hand:
            _write(label, operation, editor)
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    recorder.migration_qs.bulk_create([recorder.Migration(app=label, name=name) for label, name in sorted(history)])
    _rows()


def _only_said(operation: Operation) -> list[CreateModel]:
    """Models that Django is told of while their table is made by hand."""
    inner = operation.state_operations if isinstance(operation, SeparateDatabaseAndState) else []
    return [one for one in inner if isinstance(one, CreateModel)]


def _write(label: str, operation: Operation, editor: BaseDatabaseSchemaEditor) -> None:
    """What the operation says to the database by hand, if anything."""
    if isinstance(operation, SeparateDatabaseAndState):
        for inner in operation.database_operations:
            _write(label, inner, editor)
    elif isinstance(operation, RunSQL):
        operation.database_forwards(label, editor, ProjectState(), ProjectState())
    elif isinstance(operation, RunPython):
        operation.code(apps, editor)  # type: ignore[arg-type]


def _rows() -> None:
    """The root of the pages, the root of the collections, the first language."""
    page, collection, locale = (apps.get_model("wagtailcore", name) for name in ("Page", "Collection", "Locale"))
    first = locale(language_code=settings.LANGUAGE_CODE)
    first.save()
    kind = ContentType(app_label="wagtailcore", model="page")
    kind.save()
    page.add_root(instance=page(title="Root", slug="root", url_path="/", content_type=kind, locale=first))
    collection.add_root(name="Root")
