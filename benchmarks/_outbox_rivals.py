"""What our outbox is measured beside: one message at a time, post_office, django_mailer and a bare loop."""

import smtplib

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from benchmarks._outbox_world import NOW, TENTH, rows
from supervision.notices import claiming
from supervision.notices.kinds import kind_of
from supervision.notices.letters import write_letter
from supervision.notices.models import Notice
from supervision.people.models import Member
from supervision.sets import is_postgres

OF_THE_ROW = ("self",) if is_postgres() else ()


# ---------------------------------------------------------------- one by one, through the ORM
def leave_one_by_one(size: int) -> None:
    for pk, organisation in rows(size):
        with transaction.atomic():
            Notice.objects.get_or_create(
                key=f"bench-{pk}",
                defaults={
                    "organisation_id": organisation,
                    "recipient_id": pk,
                    "kind": "bench_held" if pk % TENTH == 0 else "bench",
                    "notice_class": "R",
                    "about": {"n": pk},
                    "not_before": NOW,
                    "created_at": NOW,
                },
            )


def claim_one_by_one(size: int) -> None:
    """Take each as one would with the ORM: the first that can be taken, with its reader, and save it."""
    owner, taken = claiming.new_owner(), 0
    while True:
        with transaction.atomic():
            free = Notice.objects.claimable(NOW).select_for_update(skip_locked=is_postgres(), of=OF_THE_ROW)
            one = free.select_related("recipient__person", "recipient__organisation").first()
            if one is None:
                break
            one.state, one.owner, one.lease_until = "claimed", owner, claiming.lease_from(NOW)
            one.save(update_fields=["state", "owner", "lease_until"])
        taken += 1
    if taken != size:
        raise RuntimeError(f"{taken} of {size} were taken.")


# ---------------------------------------------------------------- with words that are ready-made
def letters(size: int):
    """Yield every message as a letter, and its entry for calendars if it has one."""
    members = Member.objects.select_related("person", "organisation").order_by("pk")[:size]
    for member in members.iterator(chunk_size=1000):
        notice = Notice(
            pk=member.pk, recipient=member, kind="bench_held" if member.pk % TENTH == 0 else "bench"
        )
        kind = kind_of(notice.kind)
        letter = write_letter(notice, kind, kind.context(notice, NOW), now=NOW)
        yield letter, entry_in(letter.raw)


def entry_in(raw: bytes) -> bytes:
    _, found, after = raw.partition(b"method=REQUEST; component=VEVENT\r\n")
    return after.partition(b"\r\n\r\n")[2].partition(b"--=_")[0] if found else b""


def post_office_rows(size: int) -> None:
    from post_office import mail

    plain = []
    for letter, entry in letters(size):
        words = {
            "recipients": [letter.recipient],
            "sender": settings.DEFAULT_FROM_EMAIL,
            "subject": letter.subject,
            "message": letter.text,
            "html_message": letter.html,
        }
        if entry:
            file = {"file": ContentFile(entry), "mimetype": "text/calendar"}
            mail.send(**words, attachments={"invite.ics": file})
        else:
            plain.append(words)
    mail.send_many(plain)


def django_mailer_rows(size: int) -> None:
    from mailer.backend import DbBackend

    made = []
    for letter, entry in letters(size):
        one = EmailMultiAlternatives(
            letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [letter.recipient]
        )
        one.attach_alternative(letter.html, "text/html")
        if entry:
            one.attach("invite.ics", entry, "text/calendar")
        made.append(one)
    DbBackend().send_messages(made)


def send_post_office() -> None:
    from post_office.mail import send_queued_mail_until_done

    send_queued_mail_until_done(processes=1)


def send_django_mailer() -> None:
    from mailer.engine import send_all

    send_all()


def send_only() -> None:
    with smtplib.SMTP("127.0.0.1", settings.EMAIL_PORT) as smtp:
        smtp.ehlo()
        for letter in READY:
            smtp.mail(letter.sender)
            smtp.rcpt(letter.recipient)
            smtp.data(letter.raw)


READY: list = []


def get_ready(size: int) -> None:
    READY[:] = [letter for letter, _ in letters(size)]
