"""Start the whole of Holdspace on this machine, and stop all of it on Ctrl-C."""

import fcntl
import os
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.processes import Child, embedded_redis, holdspace_children, is_free
from supervision.people.models import Organisation

START_SECONDS = 60


class Command(BaseCommand):
    help = (
        "Migrate, bring in the demo organisation once, and run web, worker, beat and an embedded "
        "Redis (unless REDIS_URL is set) until Ctrl-C. Data lives in HOLDSPACE_DATA; PORT chooses the port."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--host", default="127.0.0.1", help="the address to listen on (default 127.0.0.1)"
        )
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--no-demo", action="store_true", help="start without the demo organisation")

    def handle(self, *, host, port, no_demo, **options):
        if not is_free(host, port):
            raise CommandError(f"Port {port} is in use. Choose another: PORT={port + 1} make run")
        lock = self.only_one()
        call_command("migrate", interactive=False, verbosity=0)
        if not no_demo and not Organisation.objects.exists():
            self.say("Bringing in the demo organisation, once.")
            call_command("demo", verbosity=0)
        self.run(host, port)
        lock.close()

    def say(self, words):
        self.stdout.write(f"holdspace: {words}")
        self.stdout.flush()

    def only_one(self):
        """Hold this data folder while we run. Raises CommandError when another process holds it."""
        settings.DATA.mkdir(parents=True, exist_ok=True)
        lock = (settings.DATA / "up.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as held:
            raise CommandError(
                f"Holdspace is running from {settings.DATA} already. Stop that one first."
            ) from held
        return lock

    def run(self, host, port):
        env = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "PORT": str(port)}
        children = []
        if not settings.REDIS_URL:
            redis, env["REDIS_URL"] = embedded_redis(settings.DATA)
            children.append(redis)
        children += holdspace_children(
            settings.DATA, host=host, port=port, env=env, proxies=settings.TRUSTED_PROXIES
        )
        stopping = []
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: stopping.append(True))
        try:
            self.start(children, f"http://{host}:{port}/health/live", stopping)
            if not stopping:
                self.greet(port)
            while not stopping:
                for child in children:
                    child.keep_up(self.say)
                time.sleep(0.5)
        finally:
            self.say("Stopping.")
            # Redis was first and goes last: the worker hands back what it holds.
            for child in reversed(children):
                child.stop()
            self.say("Stopped. Nothing is lost; the next start takes up where this one left.")

    def start(self, children: list[Child], live: str, stopping: list) -> None:
        """Start every process and wait until the web answers. Raises CommandError if it does not."""
        for child in children:
            child.start()
            if child.name == "redis":
                at = Path(child.command[child.command.index("--unixsocket") + 1])
                wait_for(at.exists, 10)
        web = next(child for child in children if child.name == "web")
        if not wait_for(lambda: bool(stopping) or answers(live) or not web.is_running, START_SECONDS) or (
            not web.is_running and not stopping
        ):
            raise CommandError(f"The web server did not start. What it said is in {web.log}.")

    def greet(self, port):
        from config.demo_data import LOGINS, PASSWORD

        self.say(
            f"Holdspace runs at http://localhost:{port}/ (Ctrl-C stops it; logs: {settings.DATA / 'log'})"
        )
        if Organisation.objects.filter(slug="alder-case-management").exists():
            self.say(f"Demo logins, all with the password {PASSWORD}")
            for email, role in LOGINS:
                self.say(f"  {email:34} {role}")
        if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
            self.say(f"E-mail is written to {settings.EMAIL_FILE_PATH}; EMAIL_URL sends it for real.")


def wait_for(is_so, seconds: float) -> bool:
    """Return whether `is_so()` came true within `seconds`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if is_so():
            return True
        time.sleep(0.1)
    return False


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as reply:  # noqa: S310  our own loopback address
            return reply.status == 200
    except (urllib.error.URLError, OSError):
        return False
