"""Nothing is held that nobody has named: every table of every app is in somebody's list of holdings."""

import pytest
from django.apps import apps

from supervision.people.encryption import SealedText
from supervision.people.holdings import (
    NAMELESS,
    NOBODYS,
    PERSON,
    activities,
    holding_of,
    holdings,
    holds,
    keepings,
    leads_to_person,
)
from supervision.people.models import Member, Person

TABLES = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
PEOPLE = (Member, Person)


def keys_to_people(model):
    return {
        field.name
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model in PEOPLE
    }


def sealed_fields(model):
    return {
        name
        for kind in model.__mro__
        for name, value in vars(kind).items()
        if isinstance(value, SealedText) or "sealed" in name
    }


def test_every_table_is_in_somebodys_list():
    forgotten = [model._meta.label for model in TABLES if holding_of(model) is None]
    assert not forgotten, f"Name these with `holds` (supervision/people/holdings.py): {forgotten}"


def test_every_list_names_tables_that_there_are():
    for holding in holdings():
        assert holding.model in TABLES, holding.label


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_every_key_to_a_person_is_named(model):
    holding = holding_of(model)
    assert holding is not None
    said = {path.split("__")[0] for path in holding.whose} | set(holding.named)
    missing = keys_to_people(model) - said
    assert not missing, f"{holding.label}: say of {missing} whether it is `whose` or `named`."
    if holding.fate is NOBODYS:
        assert not keys_to_people(model), f"{holding.label} names people, so it is somebody’s."


def test_every_path_leads_to_somebody():
    for holding in holdings():
        for path in holding.whose:
            leads_to_person(holding.model, path)  # raises for neither


def test_what_is_the_persons_is_not_an_organisations():
    for holding in holdings():
        to_person = [leads_to_person(holding.model, path) for path in holding.whose]
        if holding.fate is PERSON and holding.model is not Person:
            assert all(to_person), holding.label
        elif holding.fate is not PERSON:
            assert not any(to_person), f"{holding.label} would take from somebody’s other places."


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_what_is_sealed_for_somebody_is_somebodys_or_says_how_long_it_is_kept(model):
    holding = holding_of(model)
    assert holding is not None
    ours = model._meta.app_label.startswith(("supervision", "peers"))
    if ours and sealed_fields(model) and holding.fate is NOBODYS:
        names = {"Meeting", "Guest", "Sheet"}
        assert model.__name__ in names, f"{holding.label} is sealed: whose is it?"


def test_every_holding_says_what_it_is_and_for_what():
    areas = {one.name for one in activities()}
    for holding in holdings():
        assert holding.area in areas, holding.label
        if holding.fate is not NOBODYS:
            assert holding.words, holding.label
            assert holding.kept, holding.label
        if holding.fate is NAMELESS:
            assert holding.why, holding.label


def test_a_table_that_stays_without_a_name_has_to_say_why():
    with pytest.raises(ValueError, match="say why"):
        holds("trial.Row", "A row", area="people", fate=NAMELESS)


def test_every_thing_that_is_kept_for_a_time_says_for_how_long(db):
    from tests.builders import make_organisation

    organisation = make_organisation()
    assert {"agenda_months", "record_months", "notices", "debriefs", "circles"} <= {
        one.name for one in keepings()
    }
    for keeping in keepings():
        assert keeping.lasts(organisation), keeping.name
