"""The helpers of the tests do what they promise."""

import json
import smtplib
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from email.message import EmailMessage

import pytest
from django.core import mail
from django.db import connection

from supervision.people.models import Organisation
from tests.builders import make_organisation
from tests.services.network import LeftTheMachine


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80)])
def test_a_test_that_leaves_the_machine_is_stopped(address):
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as outward, pytest.raises(LeftTheMachine):
        outward.connect(address)


def test_a_name_is_not_looked_up():
    with pytest.raises(LeftTheMachine):
        urllib.request.urlopen("http://holdspace.example/", timeout=1)


def message(subject):
    written = EmailMessage()
    written["From"], written["To"], written["Subject"] = "a@example.org", "b@example.org", subject
    written.set_content("Grüße")
    return written


def test_the_sink_keeps_what_arrives_and_refuses_what_it_is_told_to(smtp_sink):
    smtp_sink.answer = lambda received: "451 Later" if received.subject == "second" else "250 OK"
    with smtplib.SMTP("127.0.0.1", smtp_sink.port) as client:
        client.send_message(message("first"))
        with pytest.raises(smtplib.SMTPDataError):
            client.send_message(message("second"))

    assert [received.subject for received in smtp_sink.wait_for(1)] == ["first"]
    assert smtp_sink.to("b@example.org")[0].text().strip() == "Grüße"


def test_django_mail_reaches_the_sink(mail_by_smtp):
    mail.send_mail("A Holdspace reminder", "words", "a@example.org", ["b@example.org"])

    assert mail_by_smtp.wait_for(1)[0].recipients == ["b@example.org"]


def test_redis_is_empty_for_each_test_and_answers_on_its_socket(redis_server):
    client = redis_server.client()
    assert client.dbsize() == 0
    client.set("a", 1)
    assert redis_server.socket.is_socket()
    assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"


def test_a_redis_of_its_own_can_be_stopped(own_redis):
    own_redis.stop()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", own_redis.port), timeout=1)


COUNT = "from supervision.people.models import Organisation; print(Organisation.objects.count())"


def test_processes_share_the_database_of_the_test(own_database, processes):
    make_organisation()

    assert processes.manage("shell", "--verbosity", "0", "-c", COUNT).stdout.strip() == "1"


def test_a_database_of_its_own_begins_empty(own_database):
    assert Organisation.objects.count() == 0
    assert connection.settings_dict["NAME"] == own_database.name


@pytest.mark.django_db
def test_the_common_database_is_back_after_it():
    assert Organisation.objects.count() == 0
    assert "own_" not in str(connection.settings_dict["NAME"])


def test_the_web_server_runs_on_the_database_of_the_test(processes):
    address = processes.serve()

    with pytest.raises(urllib.error.HTTPError) as missing:
        urllib.request.urlopen(f"{address}/there-is-no-such-page/")
    assert missing.value.code == 404


def test_a_process_is_ended_with_its_test(processes):
    sleeper = processes.start("-c", "import time; time.sleep(60)")
    processes.stop([sleeper])
    assert sleeper.returncode == -9


BORN = """
import json, os, sys
ours = sorted(name for name in sys.modules if name.partition(".")[0] in ("config", "supervision", "peers"))
from django.conf import settings
print(json.dumps([ours, settings.configured, os.environ["GIVEN"], os.getsid(0) == os.getpid(), sys.argv]))
"""


def test_a_process_is_born_without_our_code_and_settings_in_a_session_of_its_own(processes):
    born = processes.start("-c", BORN, "word", GIVEN="this")

    assert born.wait(60) == 0
    assert json.loads(processes.log(born)) == [[], False, "this", True, ["-c", "word"]]


def test_a_process_says_how_it_ended(processes):
    left, failed = (
        processes.start("-c", words) for words in ("import sys; sys.exit(3)", "raise ValueError('so')")
    )

    assert (left.wait(60), failed.wait(60)) == (3, 1)
    assert "ValueError: so" in processes.log(failed)
    with pytest.raises(subprocess.TimeoutExpired):
        processes.start("-c", "import time; time.sleep(60)").wait(0.1)


@pytest.mark.django_db
def test_the_role_on_postgres_is_bound_by_row_security():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)


def test_a_process_that_does_not_start_says_why():
    done = subprocess.run(
        [sys.executable, "deploy/with_postgres.py", "-c", "no_such_setting=1", "--", "true"],
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "no_such_setting" in done.stderr
