"""The table behind the shared cache: limits on sign-in and on the API count there where Redis is not set."""

from django.core.management import call_command
from django.db import migrations

CACHE_TABLE = "holdspace_cache"


def create(apps, schema_editor):
    call_command("createcachetable", CACHE_TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.execute(f"drop table if exists {schema_editor.quote_name(CACHE_TABLE)}")


class Migration(migrations.Migration):
    dependencies = [("supervision_people", "0003_keys_and_sign_in_links")]
    operations = [migrations.RunPython(create, drop)]
