"""Workers killed while messages go out by other ways than e-mail: counted at the services they go to.

KILLS=20 DELIVERIES=600 in the environment runs it at length and prints what it counted.
"""

import json
import os
import random
import time
from collections import Counter, defaultdict

import pytest
from django.db import connection

from supervision.clock import now
from supervision.notices.channels import connecting, secrets
from supervision.notices.models import Delivery, Notice, Preference
from supervision.people.models import Member
from tests.builders import make_gateway, make_notice
from tests.faults.outbox import leave_messages, wait_until
from tests.services.receiver import Browser

KILLS = int(os.environ.get("KILLS", "5"))
DELIVERIES = int(os.environ.get("DELIVERIES", "60"))
WORST_POINTS = ("smtp.after250", "smtp.before", "claim.after")
pytestmark = [pytest.mark.fault, pytest.mark.slow]


def leave_deliveries(receiver, settings, count):
    """Leave `count` messages, each for a device or, every other one, for a number at a gateway.

    A third is soft. Returns, by the path that each goes to, its class; and the devices by theirs.
    """
    settings.PUSH_SERVICES, settings.GATEWAYS = [receiver.url], {"json"}
    leave_messages(count)
    Notice.objects.all().delete()
    classes, browsers, moment = {}, {}, now()
    members = list(Member.objects.select_related("person", "organisation").order_by("pk"))
    url = receiver.url.replace("http", "json") + "/text/{to}"
    gateway = make_gateway(members[0].organisation, url=url)
    secrets.vapid()  # as it is there with the first device: workers read it, and make none
    for n, member in enumerate(members):
        notice_class = "R" if n % 3 else "S"
        kind = "trial" if n % 3 else "trial_soft"
        if n % 2:
            browser = Browser(receiver, name=f"device-{n}")
            path = f"/push/device-{n}"
            browsers[path] = browser
            way = connecting.add_device(
                member, subscription=browser.subscription, user_agent="Chrome", now=moment
            )
        else:
            path = f"/text/44770090{n:04}"
            way = connecting.add_address(member, gateway.pk, to=f"44770090{n:04}", now=moment)
        Preference.objects.create(member=member, kind=kind, way=way.key, is_wanted=True)
        notice = make_notice(
            member,
            kind=kind,
            notice_class=notice_class,
            at=moment,
            state="passed_on",
            sent_at=moment,
            inbox_at=moment,
        )
        Delivery.objects.create(
            notice=notice,
            way=way,
            organisation_id=member.organisation_id,
            name="Phone" if n % 2 else gateway.name,
            not_before=moment,
            created_at=moment,
        )
        classes[path] = notice_class
    return classes, browsers


def still_open():
    return Delivery.objects.filter(state__in=("due", "claimed", "sending")).count()


def test_workers_killed_while_messages_go_to_devices_and_gateways_lose_none(
    own_database, processes, start_worker, receiver, settings, ring
):
    classes, browsers = leave_deliveries(receiver, settings, DELIVERIES)
    connection.close()
    env = {
        "HOLDSPACE_KEYS": ",".join(settings.HOLDSPACE_KEYS),
        "HOLDSPACE_PUSH_SERVICES": receiver.url,
        "HOLDSPACE_GATEWAYS": "json",
    }
    receiver.answer = lambda call: time.sleep(0.02) or 201  # so that a kill finds work going on

    for kill in range(KILLS):
        if kill % 2 == 0:
            point = WORST_POINTS[kill // 2 % len(WORST_POINTS)]
            worker = start_worker(HOLDSPACE_FAULT=f"{point}:kill", **env)
            wait_until(lambda worker=worker: worker.poll() is not None, ring, what=processes.log(worker))
            assert worker.returncode == -9, processes.log(worker)
        else:
            worker = start_worker(**env)
            upon = len(receiver.calls) + random.randint(1, max(2, DELIVERIES // (KILLS + 3)))
            wait_until(lambda upon=upon: len(receiver.calls) >= upon, ring, what=processes.log(worker))
            assert still_open(), f"Nothing was left to send at kill {kill}."
            processes.stop([worker])
    survivor = start_worker(**env)
    wait_until(lambda: not still_open(), ring, seconds=240, what=processes.log(survivor))

    arrived, tags = Counter(call.path for call in receiver.calls), defaultdict(set)
    for call in receiver.calls:
        if call.path in browsers:
            tags[call.path].add(browsers[call.path].open(call)["tag"])
    soft = {path for path, letter in classes.items() if letter == "S"}
    states = Counter(Delivery.objects.values_list("notice__notice_class", "state"))
    figures = {
        "kills": KILLS,
        "deliveries": DELIVERIES,
        "lost": sum(not arrived[path] for path in set(classes) - soft),
        "repeated": sum(count > 1 for count in arrived.values()),
        "repeated_under_another_tag": sum(len(used) > 1 for used in tags.values()),
        "soft_twice": sum(arrived[path] > 1 for path in soft),
        "soft_not_known": states["S", "uncertain"],
    }
    print(json.dumps(figures))
    assert set(arrived) <= set(classes)
    assert figures["lost"] == figures["soft_twice"] == figures["repeated_under_another_tag"] == 0
    assert figures["repeated"] <= KILLS and figures["soft_not_known"] <= KILLS
    assert len({next(iter(used)) for used in tags.values()}) == len(tags)
    assert sum(not arrived[path] for path in soft) <= figures["soft_not_known"]
    assert states["R", "sent"] == len(classes) - len(soft)
