"""With whom people of the demo are registered, so that their logs count in years of their own."""

from config.demo_names import email_of
from supervision.evidence.rules import Registration
from supervision.evidence.services import keep_registrations
from supervision.people.models import Person

REGISTERED = {
    "Nia Bevan": (Registration("bacp", 2, 1),),
    "Tom Ashworth": (Registration("bacp", 10, 1), Registration("babcp", 4, 15)),
}


def register() -> None:
    """Let some have said with whom they are registered, and when those years begin."""
    for name, registrations in REGISTERED.items():
        keep_registrations(Person.objects.get(email=email_of(name)), registrations)
