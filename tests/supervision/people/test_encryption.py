"""Private words, attacked: moved, cut, read with the wrong keys, read from the file of the database."""

import uuid

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection

from supervision.people import encryption, signin_secrets
from supervision.people.encryption import (
    CannotUnseal,
    Erased,
    NoKeys,
    SealedText,
    Tampered,
    erase_key,
    rotate_batch,
    seal,
    unseal,
    unseal_many,
    wrapped_by,
)
from supervision.people.models import PersonKey
from supervision.policy.models import PrivateRule
from tests.builders import MONDAY_9AM, make_member, make_person

pytestmark = pytest.mark.django_db

WORDS = "Ŵyn’s own words"
ROW, OTHER_ROW = uuid.uuid4(), uuid.uuid4()
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def place(person, **moved):
    return {"person": person, "table": "notes", "field": "words", "row": ROW} | moved


@pytest.fixture
def person():
    return make_person()


def test_words_open_where_they_were_written(person):
    assert unseal(seal(WORDS, **place(person)), **place(person)).decode() == WORDS


def test_the_same_words_never_look_the_same_twice(person):
    assert seal(WORDS, **place(person)) != seal(WORDS, **place(person))


@pytest.mark.parametrize("moved", [{"table": "letters"}, {"field": "title"}, {"row": OTHER_ROW}])
def test_words_moved_elsewhere_do_not_open(person, moved):
    sealed = seal(WORDS, **place(person))

    with pytest.raises(Tampered):
        unseal(sealed, **place(person, **moved))


def test_words_moved_to_another_person_do_not_open(person):
    thief = make_person()
    seal("the thief has a key too", **place(thief))

    with pytest.raises(CannotUnseal):
        unseal(seal(WORDS, **place(person)), **place(thief))


def test_words_stay_shut_under_a_stolen_key_row(person):
    """Somebody who can write the database gives the thief a copy of the owner's key."""
    thief = make_person()
    sealed = seal(WORDS, **place(person))
    owner = PersonKey.objects.get(person=person)
    stolen = {"key_id": owner.key_id, "wrapped": owner.wrapped, "wrapped_by": owner.wrapped_by}
    owner.delete()
    PersonKey.objects.create(person=thief, **stolen)

    with pytest.raises(Tampered):
        unseal(sealed, **place(thief))


@pytest.mark.parametrize("at", [0, 1, 17, 20, 30, -1])
def test_a_single_bit_turned_anywhere_is_noticed(person, at):
    sealed = bytearray(seal(WORDS, **place(person)))
    sealed[at] ^= 1

    with pytest.raises(CannotUnseal):
        unseal(bytes(sealed), **place(person))


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" * 28, WORDS.encode()])
def test_what_was_never_sealed_does_not_open(person, sealed):
    seal("so that there is a key", **place(person))

    with pytest.raises(CannotUnseal):
        unseal(sealed, **place(person))


def test_an_erased_key_opens_nothing_even_after_a_new_one_is_made(person):
    sealed = seal(WORDS, **place(person))

    assert erase_key(person)
    with pytest.raises(Erased):
        unseal(sealed, **place(person))

    fresh = seal("new words", **place(person))
    with pytest.raises(Erased):
        unseal(sealed, **place(person))
    assert unseal(fresh, **place(person)) == b"new words"
    assert erase_key(person)
    assert not erase_key(person)


@pytest.mark.parametrize("keys", [[], [""], ["no key at all"], [OLD]])
def test_without_the_right_key_it_fails_closed_and_says_nothing_of_the_words(person, settings, keys):
    sealed = seal(WORDS, **place(person))
    settings.HOLDSPACE_KEYS = keys

    with pytest.raises(NoKeys) as caught:
        unseal(sealed, **place(person))

    told = "".join(map(str, (caught.value, caught.value.__cause__, caught.value.__context__ or "")))
    assert WORDS not in told
    assert settings.SECRET_KEY not in told
    if keys != [OLD]:
        with pytest.raises(NoKeys):
            seal("never kept in the clear", **place(make_person()))


def test_a_row_without_a_key_of_its_own_is_refused(person):
    with pytest.raises(ValueError, match="chosen before"):
        seal(WORDS, **place(person, row=None))


def test_many_rows_unwrap_the_key_once(person, django_assert_num_queries):
    rows = [(uuid.uuid4(), str(number)) for number in range(30)]
    sealed = [(row, seal(words, **place(person, row=row))) for row, words in rows]

    with django_assert_num_queries(1):
        opened = list(unseal_many(sealed, person=person, table="notes", field="words"))

    assert opened == [words.encode() for _, words in rows]


class Note:
    """Stands in for a model, so that none is registered for this test alone."""

    words = SealedText("sealed", person="member.person_id")
    _meta = PrivateRule._meta

    def __init__(self, member):
        self.member, self.pk, self.sealed = member, uuid.uuid4(), b""


def test_a_sealed_text_of_a_model_reads_and_writes_itself():
    note = Note(make_member())
    assert note.words == ""

    note.words = WORDS
    assert note.words == WORDS
    assert WORDS.encode() not in note.sealed

    note.pk = uuid.uuid4()
    with pytest.raises(Tampered):
        _ = note.words


def test_the_database_holds_none_of_the_words():
    """Every table is read whole, as somebody would who has a copy of the file."""
    member = make_member()
    row = PrivateRule(member=member, created_at=MONDAY_9AM)
    table = row._meta.db_table
    row.sealed = seal(WORDS, person=member.person_id, table=table, field="sealed", row=row.pk)
    row.save()
    key = encryption.unwrap(PersonKey.objects.get().wrapped)

    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"select * from {connection.ops.quote_name(name)}")
            for values in cursor.fetchall():
                for value in values:
                    raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    assert WORDS.encode() not in raw
                    assert key not in raw


# ---------------------------------------------------------------- new keys for old
@pytest.fixture
def sealed_by_the_old_key(settings):
    settings.HOLDSPACE_KEYS = [OLD]
    people = [make_person() for _ in range(5)]
    sealed = [(person, seal(WORDS, **place(person))) for person in people]
    settings.HOLDSPACE_KEYS = [NEW, OLD]
    return sealed


def test_words_stay_readable_after_the_old_key_is_dropped(sealed_by_the_old_key, settings, capsys):
    call_command("rotate_keys", batch=2)
    settings.HOLDSPACE_KEYS = [NEW]

    assert all(unseal(sealed, **place(person)).decode() == WORDS for person, sealed in sealed_by_the_old_key)
    assert "5 wrapped anew" in capsys.readouterr().out


def test_rotation_goes_on_where_a_killed_run_stopped(sealed_by_the_old_key):
    assert rotate_batch(2) == 2
    assert wrapped_by() == {encryption.fingerprint(NEW): 2, encryption.fingerprint(OLD): 3}

    call_command("rotate_keys", batch=2)

    assert wrapped_by() == {encryption.fingerprint(NEW): 5}
    assert rotate_batch(2) == 0


def test_a_key_in_use_is_not_said_to_be_free(sealed_by_the_old_key, capsys):
    with pytest.raises(SystemExit) as stopped:
        call_command("rotate_keys", check=True)

    assert stopped.value.code == 1
    told = capsys.readouterr().out
    kept = f"{encryption.fingerprint(OLD)}  5 data keys, 0 sign-in secrets, 0 installation’s secrets"
    assert f"{kept}, 0 months’ keys  (in use, keep it)" in told
    assert wrapped_by() == {encryption.fingerprint(OLD): 5}


def test_a_key_dropped_too_early_is_missed_aloud(sealed_by_the_old_key, settings, capsys):
    settings.HOLDSPACE_KEYS = [NEW]

    with pytest.raises(SystemExit):
        call_command("rotate_keys", check=True)
    assert "put it back" in capsys.readouterr().out

    with pytest.raises(CommandError) as refused:
        call_command("rotate_keys")
    assert refused.value.returncode == 2
    assert wrapped_by() == {encryption.fingerprint(OLD): 5}


def test_sign_in_secrets_rotate_as_well(settings, capsys):
    from allauth.mfa.models import Authenticator

    settings.HOLDSPACE_KEYS = [OLD]
    wrapped = signin_secrets.wrap_text("JBSWY3DP")
    app = Authenticator.objects.create(user=make_person(), type="totp", data={"secret": wrapped})
    assert "JBSWY3DP" not in wrapped
    settings.HOLDSPACE_KEYS = [NEW, OLD]

    call_command("rotate_keys")
    settings.HOLDSPACE_KEYS = [NEW]

    app.refresh_from_db()
    assert signin_secrets.unwrap_text(app.data["secret"]) == "JBSWY3DP"
    call_command("rotate_keys", check=True)
