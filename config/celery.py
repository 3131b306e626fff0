"""Celery and its timetable. Beat only rings; what is due, and whether it is done, stands in the database."""

import os

from celery import Celery, signals
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("holdspace")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_ignore_result=True,
    result_backend=None,
    task_serializer="json",
    accept_content=["json"],
    timezone="UTC",
    enable_utc=True,
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    broker_transport_options={
        "visibility_timeout": 600,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 5,
        "socket_timeout": 5,
        "socket_connect_timeout": 0.2,
    },
    broker_connection_retry_on_startup=True,
    beat_scheduler="config.pulse:HeardScheduler",
    beat_schedule={
        # A ring that nobody hears in time is dropped: the next one comes soon enough.
        "notices.deliver": {"task": "notices.deliver", "schedule": 30.0, "options": {"expires": 25}},
        "notices.recover": {"task": "notices.recover", "schedule": 60.0, "options": {"expires": 55}},
        "notices.fetch_answers": {
            "task": "notices.fetch_answers",
            "schedule": 120.0,
            "options": {"expires": 110},
        },
        "policy.sweep": {"task": "policy.sweep", "schedule": 300.0, "options": {"expires": 290}},
        "policy.digests": {
            "task": "policy.digests",
            "schedule": crontab(minute=2),
            "options": {"expires": 3000},
        },
        "availability.extend": {"task": "availability.extend", "schedule": crontab(hour=0, minute=40)},
        "availability.fill": {"task": "availability.fill", "schedule": 60.0, "options": {"expires": 55}},
        "people.tell_left": {
            "task": "people.tell_left",
            "schedule": crontab(minute=25),
            "options": {"expires": 3000},
        },
        "people.forget": {"task": "people.forget", "schedule": crontab(hour=2, minute=5)},
        "notices.forget": {"task": "notices.forget", "schedule": crontab(hour=2, minute=20)},
        "availability.read_calendars": {
            "task": "availability.read_calendars",
            "schedule": 60.0,
            "options": {"expires": 55},
        },
        "sessions.clear_holds": {
            "task": "sessions.clear_holds",
            "schedule": 600.0,
            "options": {"expires": 590},
        },
        "sessions.remind": {"task": "sessions.remind", "schedule": 300.0, "options": {"expires": 290}},
        "outside.clear": {"task": "outside.clear", "schedule": crontab(hour=3, minute=50)},
        "feedback.turn": {"task": "feedback.turn", "schedule": crontab(hour=4, minute=45)},
        "practice.forget": {"task": "practice.forget", "schedule": crontab(hour=3, minute=25)},
        "practice.remind": {"task": "practice.remind", "schedule": crontab(hour=5, minute=10)},
        "circles.decide": {"task": "circles.decide", "schedule": 300.0, "options": {"expires": 290}},
        "circles.write_to_guests": {
            "task": "circles.write_to_guests",
            "schedule": 30.0,
            "options": {"expires": 25},
        },
        "circles.erase": {"task": "circles.erase", "schedule": crontab(hour=3, minute=10)},
        "climate.months": {
            "task": "climate.months",
            "schedule": crontab(minute=17),
            "options": {"expires": 3000},
        },
        "checkins.rounds": {"task": "checkins.rounds", "schedule": 600.0, "options": {"expires": 590}},
        "debriefs.go_on": {"task": "debriefs.go_on", "schedule": 30.0, "options": {"expires": 25}},
        "debriefs.erase": {
            "task": "debriefs.erase",
            "schedule": crontab(minute=35),
            "options": {"expires": 3000},
        },
        "events.go_on": {"task": "events.go_on", "schedule": 600.0, "options": {"expires": 590}},
        "events.forget": {"task": "events.forget", "schedule": crontab(minute=52)},
        "wellbeing.remind": {
            "task": "wellbeing.remind",
            "schedule": crontab(minute=17),
            "options": {"expires": 3000},
        },
        "wellbeing.forget": {"task": "wellbeing.forget", "schedule": crontab(hour=3, minute=40)},
        "evidence.go_on": {"task": "evidence.go_on", "schedule": 60.0, "options": {"expires": 55}},
        "evidence.forget": {"task": "evidence.forget", "schedule": crontab(minute=50)},
        "roster.go_on": {"task": "roster.go_on", "schedule": 60.0, "options": {"expires": 55}},
        "roster.forget": {"task": "roster.forget", "schedule": 300.0, "options": {"expires": 290}},
    },
)
app.autodiscover_tasks()
app.autodiscover_tasks(["supervision.availability.calendars"])


@signals.setup_logging.connect
def _log_as_the_settings_say(**kwargs):
    """Celery sets up no logging of its own while somebody answers here."""


@signals.worker_ready.connect
def _worker_is_heard(sender, **kwargs):
    from config.pulse import start_pulse

    start_pulse(str(sender.hostname))


@signals.worker_shutting_down.connect
def _worker_stops(**kwargs):
    from config.pulse import stop_pulse

    stop_pulse()
