"""The page that a letter's link opens: it shows the question, and only a pressed button answers it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from supervision import clock
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.notices.acts import knowing, links, services
from supervision.notices.acts.registry import Act, Answering, Over, Question, answering_of
from supervision.notices.models import Answer, AnswerLink, Notice
from supervision.people.access import member_required, open_on
from supervision.people.help_lines import country_for
from supervision.people.mail_trouble import clear_trouble
from supervision.scheduling.zone_words import zone_words
from supervision.wording import noted

PAGE = "supervision/notices/acts/question.html"
DONE = "supervision/notices/acts/done.html"
OVER = "supervision/notices/acts/over.html"
GONE = Over(
    noted("This link is over"),
    noted("It was used up, is too old, or never was one. What waits for you is in your inbox."),
)
WRONG = noted("That isn’t the number in the message.")
MISSING = noted("Type the number that stands in the message.")
LOCKED = noted("Three numbers were wrong, so this link answers no more on this device. Sign in, and it does.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question of one message, whoever opens it; a press answers it, on a device that we know.

    Elsewhere the press has to bring the number from the message. No account is needed.
    """
    now = clock.now()
    link = links.find_link(token)
    if link is None or not _is_reachable(link, now):
        return _over(request, GONE, status=404)
    response = _Asking(request, link.notice, link, now).respond()
    response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def answer_here(request: Any, pk: int) -> HttpResponse:
    """Show the same question to its reader, signed in, from their inbox."""
    notice = (
        Notice.objects.visible_to(request.member)
        .in_inbox()
        .filter(pk=pk)
        .select_related("recipient__person", "recipient__organisation")
        .first()
    )
    if notice is None or answering_of(notice.kind) is None:
        raise Http404
    return _Asking(request, notice, None, clock.now()).respond()


def _is_reachable(link: AnswerLink, now: datetime) -> bool:
    """Say whether a link opens: until it expires, and while an answer given by then can be undone."""
    member = link.notice.recipient
    if not member.person.is_active or not open_on(member, now) or answering_of(link.notice.kind) is None:
        return False
    if link.expires_at > now:
        return True
    given = services.standing_answer(link.notice)
    return given is not None and services.can_undo(given, now=now)


class _Asking:
    """One visit to the page of one message."""

    def __init__(self, request: HttpRequest, notice: Notice, link: AnswerLink | None, now: datetime):
        self.request, self.notice, self.link, self.now = request, notice, link, now
        self.member = notice.recipient
        self.is_known = link is None or knowing.knows(request, self.member.person, link, now=now)
        found = answering_of(notice.kind)
        assert found is not None  # noqa: S101  (both doors have looked)
        self.answering: Answering = found

    def respond(self) -> HttpResponse:
        language = self.member.person.language or translation.get_language()
        with timezone.override(self.member.zone), translation.override(language):
            return self._press() if self.request.method == "POST" else self._show()

    # ------------------------------------------------------------ showing
    def _show(self) -> HttpResponse:
        given = services.standing_answer(self.notice)
        if given is not None:
            return self._answered(given)
        asked = self.answering.question(self.notice, self.now)
        if isinstance(asked, Over):
            return self._over(asked)
        return self._ask(asked)

    def _ask(self, asked: Question, *, status: int = 200, **more: Any) -> HttpResponse:
        acts = self.answering.open_acts(asked)
        wanted = self.request.GET.get("act", "")
        chosen = next((act for act in acts if act.name == wanted and act.look == "page"), None)
        if chosen is not None:
            acts = [chosen]
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        choices = {
            act.name: act.choices(self.notice, self.now)
            for act in acts
            if act.choices is not None and (act.look != "page" or act is chosen)
        }
        acts = [act for act in acts if act is chosen or choices.get(act.name, True)]
        is_locked = not self.is_known and self.link is not None and links.is_locked(self.link)
        context = {
            "asked": asked,
            "eyebrow": (self.is_known and asked.private_eyebrow) or asked.eyebrow,
            "heading": (self.is_known and asked.private_heading) or asked.heading,
            "facts": [fact for fact in asked.facts if self.is_known or not fact.is_private],
            "has_more": not self.is_known
            and bool(asked.only_you or asked.private_heading or any(fact.is_private for fact in asked.facts)),
            "acts": [
                _Shown(
                    act, choices.get(act.name, ()), sent.get(f"choice-{act.name}") or sent.get("choice", "")
                )
                for act in acts
            ],
            "is_equal": self.answering.is_equal and chosen is None,
            "chosen": chosen,
            "asks_number": not self.is_known and not is_locked,
            "is_locked": is_locked,
            "locked_words": LOCKED,
            **more,
        }
        return self._render(PAGE, context, status=status)

    def _answered(self, given: Answer) -> HttpResponse:
        act = self.answering.act(given.act)
        done = act.done(self.notice, given.kept, self.now) if act and self.is_known else None
        can_undo = self.is_known and services.can_undo(given, now=self.now)
        until = given.given_at + services.UNDO_WITHIN
        return self._render(DONE, {"done": done, "can_undo": can_undo, "until": until})

    def _over(self, over: Over, *, status: int = 200) -> HttpResponse:
        return self._render(OVER, {"over": over}, status=status)

    def _render(self, template: str, context: dict, *, status: int = 200) -> HttpResponse:
        organisation = self.member.organisation
        frame = {
            "organisation": organisation,
            "help_country": country_for(organisation.country),
            "zone_words": worded(zone_words(self.member.zone, self.now)),
            "is_known": self.is_known,
            "is_signed_in": self.request.user.is_authenticated,
        }
        return render(self.request, template, {**frame, **context}, status=status)

    # ------------------------------------------------------------ pressing
    def _press(self) -> HttpResponse:
        act = self.request.POST.get("act", "")[:40]
        remembers = False
        if not self.is_known:
            assert self.link is not None  # noqa: S101  (without a link the reader is signed in)
            typed = "".join(self.request.POST.get("number", "").split())[:10]
            if not links.try_number(self.link, typed):
                self.link.refresh_from_db(fields=["tries"])
                return self._again(WRONG if typed else MISSING, status=422, is_number=True)
            knowing.note_number(self.request, self.link)
            self.is_known, remembers = True, "remember" in self.request.POST
        response = self._act(act)
        if remembers:
            knowing.remember(self.request, response, self.member.person, now=self.now)
        return response

    def _act(self, act: str) -> HttpResponse:
        try:
            if act == "undo":
                services.undo_answer(self.notice, now=self.now)
                messages.success(self.request, _("Undone. It is as if you had not answered."))
            elif act != "look":
                choice = self.request.POST.get(f"choice-{act}", "")[:100]
                services.give_answer(self.notice, act=act, choice=choice, now=self.now)
                if self.link is not None:
                    clear_trouble(self.member.person)  # a letter has arrived
        except services.AlreadyAnswered:
            pass  # the page says what was answered
        except services.NotAsked as refusal:
            if refusal.over is None:
                return self._again(worded(refusal), status=409)
            return self._over(refusal.over, status=409)
        except Refusal as refusal:
            return self._again(worded(refusal), status=409)
        return redirect(self.request.path)

    def _again(self, problem: str, *, status: int, is_number: bool = False) -> HttpResponse:
        """Show the question as it stands now, with what went wrong; or the room's word that it is over."""
        given = services.standing_answer(self.notice)
        if given is not None:
            messages.error(self.request, problem)
            return self._answered(given)
        asked = self.answering.question(self.notice, self.now)
        if isinstance(asked, Over):
            return self._over(asked, status=status)
        problems: dict[str, Any] = {"number_problem": problem} if is_number else {"problems": [problem]}
        return self._ask(asked, status=status, **problems)


class _Shown:
    """An act as the page shows it, with what there is to choose from."""

    def __init__(self, act: Act, choices: Any, ticked: str):
        self.act = act
        self.choices = list(choices)
        keys = [choice.key for choice in self.choices]
        self.ticked = ticked if ticked in keys else (keys[0] if keys else "")


def _over(request: HttpRequest, over: Over, *, status: int) -> HttpResponse:
    response = render(request, OVER, {"over": over, "is_gone": True}, status=status)
    response["Referrer-Policy"] = "no-referrer"
    return response
