"""How people come in: allauth, by e-mail, with no way to sign oneself up.

A person has one address, `Person.email`, so allauth's own table of addresses stays empty: an address that was
theirs once never lets anybody in.
"""

import ipaddress
import logging
import threading

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import RequestLoginCodeForm
from allauth.account.internal import flows
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.core import context as current
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.db import connections
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from supervision.clock import now
from supervision.people.access import places_of
from supervision.people.help_lines import Country, country_for
from supervision.people.links import make_link
from supervision.people.models import Person
from supervision.people.signin_secrets import unwrap_text, wrap_text
from supervision.plain_text import wrapped

logger = logging.getLogger("holdspace.signin")
LOGIN_CODE = "account/email/login_code"


def person_with(email: str) -> Person | None:
    """Return whoever may sign in with this address, whatever its case."""
    return Person.objects.filter(email__iexact=email.strip(), is_active=True).first()


NOBODY = str(ipaddress.IPv4Address(0))
"""The address that stands for a header nobody can read."""


def client_address(request) -> str:
    """Return the address a request came from: the last in the chain that is no proxy of ours."""
    trusted = [ipaddress.ip_network(each, strict=False) for each in settings.TRUSTED_PROXIES]
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    address = request.META["REMOTE_ADDR"] or "127.0.0.1"  # empty behind a Unix socket
    while hops and any(_inside(address, network) for network in trusted):
        address = hops.pop()
    return address if _is_address(address) else NOBODY


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _inside(text: str, network) -> bool:
    return _is_address(text) and ipaddress.ip_address(text) in network


def send_aside(message) -> threading.Thread:
    """Send `message`, or whatever has a `send`, from a thread of its own.

    The page answers as fast for an address nobody has as for one somebody has, and a mail server
    that is slow or gone neither holds it up nor breaks it.
    """

    def send():
        try:
            message.send()
        except Exception as problem:
            logger.error("A sign-in message could not be sent: %s.", type(problem).__name__)
        finally:
            connections.close_all()  # this thread's own

    thread = threading.Thread(target=send, name="sign-in-mail")
    thread.start()
    return thread


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("That e-mail and password don’t belong together."),
        "incorrect_code": _("That isn’t the code. Look at the newest message."),
        "incorrect_password": _("That isn’t your password."),
        "too_many_login_attempts": _("That was a lot of tries. Wait a few minutes, then ask again."),
        "rate_limited": _("That was a lot of tries. Wait a few minutes, then ask again."),
    }

    def is_open_for_signup(self, request):
        """Nobody signs themselves up: an organisation brings its people in."""
        return False

    def get_client_ip(self, request):
        return client_address(request)

    def send_mail(self, template_prefix, email, context):
        values = {"request": self.request, "email": email, "base_url": settings.BASE_URL, **context}
        if template_prefix == LOGIN_CODE:
            person = person_with(email)
            values |= {"link": self._link(person), "national": lines_where(person)}
        message = self.render_mail(template_prefix, email, values)
        message.body = wrapped(message.body)
        send_aside(message)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Tell a person that how they sign in has changed, at the address they have now."""
        super().send_notification_mail(template_prefix, user, context, email=user.email)

    def pre_login(self, request, user, **kwargs):
        """Turn a code away that was sent to an address which is no longer this person's."""
        sent_to = kwargs.get("email")
        if sent_to and sent_to.casefold() != user.email.casefold():
            clear_login(request)
            messages.error(request, self.error_messages["incorrect_code"])
            return redirect("account_login")
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request, user, **kwargs):
        EmailAddress.objects.filter(user=user).delete()
        return super().post_login(request, user, **kwargs)

    def get_password_change_redirect_url(self, request):
        return reverse("people:settings")

    def _link(self, person: Person | None) -> str:
        if person is None:
            return ""
        address = settings.BASE_URL + reverse("sign_in_link", args=[make_link(person, now=now())])
        following = get_next_redirect_url(self.request)
        return f"{address}?{urlencode({'next': following})}" if following else address


def lines_where(person: Person | None) -> Country:
    """Return the help lines of the country in which a person has a place; of the first where they differ."""
    places = places_of(person, now=now()) if person is not None else []
    return country_for(places[0].organisation.country if places else "GB")


class AskForLinkForm(RequestLoginCodeForm):
    """Asks for a link. Whether anybody has the address, its answer doesn't tell."""

    def clean_email(self):
        email = self.cleaned_data["email"].strip().lower()
        if not ratelimit.consume(current.request, action="request_login_code", key=email):
            raise self._too_many()
        self._user = person_with(email)
        return email

    @staticmethod
    def _too_many():
        return AccountAdapter().validation_error("too_many_login_attempts")


class MFAAdapter(DefaultMFAAdapter):
    """Second steps: their secrets wrapped by the installation's keys, the last one not to be taken off."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Your roles need a second step. Add another before this one goes."),
    }

    def encrypt(self, text):
        return wrap_text(text)

    def decrypt(self, encrypted_text):
        return unwrap_text(encrypted_text)

    def get_public_key_credential_rp_entity(self):
        return {**super().get_public_key_credential_rp_entity(), "name": "Holdspace"}

    def generate_authenticator_name(self, user, type):
        return gettext("My passkey")

    def can_delete_authenticator(self, authenticator):
        if not needs_second_step(authenticator.user):
            return True
        return second_steps(authenticator.user).exclude(pk=authenticator.pk).exists()


class WorkAccountAdapter(DefaultSocialAccountAdapter):
    """Work accounts of an organisation: they let in people who are here already, of its own domains alone."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        """Find whom the work account belongs to.

        An identity provider speaks for the domains its entry in OIDC_APPS names under
        `settings.domains`, and for no others: it could name any address it liked.
        """
        if sociallogin.is_existing and request.user.is_anonymous:
            email = sociallogin.user.email
        else:
            email = next((each.email for each in sociallogin.email_addresses if each.verified), "")
        app = sociallogin.provider.app if sociallogin.provider else None
        domains = {each.lower() for each in (app.settings.get("domains", []) if app else [])}
        person = person_with(email) if email.lower().rpartition("@")[2] in domains else None
        if person is None or (sociallogin.is_existing and sociallogin.user.pk != person.pk):
            raise ImmediateHttpResponse(render(request, "account/not_here.html", status=403))
        if not sociallogin.is_existing:
            sociallogin.connect(request, person)


# ---------------------------------------------------------------- second steps
def second_steps(person):
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.filter(
        user_id=person.pk, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    )


def needs_second_step(person) -> bool:
    """Say whether a role of this person's, in any place, asks for a second step at sign-in."""
    if not settings.HOLDSPACE_REQUIRE_MFA:
        return False
    return person.is_staff or any(role_needs_second_step(place) for place in person.memberships.all())


def role_needs_second_step(member) -> bool:
    return member.is_admin or member.is_team_lead or member.is_supervisor


def lacks_second_step(request) -> bool:
    """Say whether whoever is signed in would need a second step for their roles, and has set up none."""
    if not request.user.is_authenticated:
        return False
    needed = request.user.is_staff or (request.member and role_needs_second_step(request.member))
    return bool(needed) and not second_steps(request.user).exists()


def sign_in(request, person: Person, *, redirect_url: str | None):
    """Sign `person` in by a message sent to them, through whatever second step they have."""
    from allauth.account.models import Login

    flows.login.record_authentication(request, person, method="code", email=person.email)
    return flows.login.perform_login(
        request, Login(user=person, email=person.email, redirect_url=redirect_url)
    )
