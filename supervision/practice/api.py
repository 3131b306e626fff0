"""API doors onto agreements: your own, word by word; of those you lead, dates alone."""

from dataclasses import replace

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from supervision.clock import now as clock_now
from supervision.people.access import is_admin
from supervision.people.audit import record_readings
from supervision.people.doors import MemberDoor
from supervision.people.models import Member
from supervision.people.parsers import StrictJSONParser
from supervision.practice import access, agreed, escalating, selectors, services
from supervision.practice import serializers as shapes
from supervision.practice.agenda import MIDDLE
from supervision.practice.terms import Late, Terms
from supervision.scheduling.days import local_day


class Door(MemberDoor):
    """A door that reads JSON, of one's own agreements."""

    parser_classes = [StrictJSONParser]

    def read(self, serializer) -> dict:
        body = serializer(data=self.request.data)
        body.is_valid(raise_exception=True)
        return body.validated_data

    def relationship(self, pk: int):
        return access.relationship_or_404(self.member, pk)

    def shown(self, relationship, *, status=status.HTTP_200_OK):
        page = selectors.page_of(relationship, self.member, now=clock_now())
        return Response(shapes.AgreementOut(page).data, status=status)


class AgreementsView(Door):
    @extend_schema(responses=shapes.AgreementRowOut(many=True), operation_id="agreements_list")
    def get(self, request):
        """How your agreement stands with everybody you work with, on either side."""
        rows = selectors.rows_for(self.member, now=clock_now())
        return Response(shapes.AgreementRowOut(rows, many=True).data)


class AgreementView(Door):
    @extend_schema(responses=shapes.AgreementOut)
    def get(self, request, pk: int):
        """Your agreement with one person."""
        return self.shown(self.relationship(pk))

    @extend_schema(request=shapes.ProposalOfWordsIn, responses={201: shapes.AgreementOut})
    def post(self, request, pk: int):
        """Put a version forward, signed by you. It holds once the other side signs it too."""
        relationship = self.relationship(pk)
        body = self.read(shapes.ProposalOfWordsIn)
        money = self._money(relationship)
        if "late" in body:
            money = replace(money, late=Late(**body["late"]) if body["late"] else None)
        if "name_on_invoice" in body:
            money = replace(money, name=body["name_on_invoice"])
        services.propose(
            by=self.member,
            relationship=relationship,
            words=body["words"],
            terms=money,
            has_read_limits=body["has_read_limits"],
            is_sure=body["is_sure"],
            now=clock_now(),
        )
        return self.shown(relationship, status=status.HTTP_201_CREATED)

    def _money(self, relationship) -> Terms:
        found = access.agreement_between(relationship.supervisor_id, relationship.supervisee_id)
        return agreed.terms_of(agreed.current_version(found) if found else None)


class SignView(Door):
    @extend_schema(request=shapes.SignIn, responses=shapes.AgreementOut)
    def post(self, request, pk: int):
        """Sign the version that waits for you."""
        relationship = self.relationship(pk)
        body = self.read(shapes.SignIn)
        services.sign(
            by=self.member,
            relationship=relationship,
            number=body["version"],
            has_read_limits=body["has_read_limits"],
            now=clock_now(),
        )
        return self.shown(relationship)


class LimitsView(Door):
    @extend_schema(request=None, responses=shapes.AgreementOut)
    def post(self, request, pk: int):
        """Acknowledge where confidentiality ends."""
        relationship = self.relationship(pk)
        services.read_limits(by=self.member, relationship=relationship, now=clock_now())
        return self.shown(relationship)


class ManagerView(Door):
    @extend_schema(request=shapes.ManagerIn, responses=shapes.AgreementOut)
    def post(self, request, pk: int):
        """Say whether your line manager shall be your supervisor. Nobody is told."""
        relationship = self.relationship(pk)
        agrees = self.read(shapes.ManagerIn)["agrees"]
        services.answer_manager(by=self.member, relationship=relationship, agrees=agrees, now=clock_now())
        return self.shown(relationship)


class DatesView(Door):
    @extend_schema(responses=shapes.DatedOut(many=True), operation_id="agreement_dates_list")
    def get(self, request):
        """Until when the agreements of your people are signed: for leads, and administrators."""
        now, viewer = clock_now(), self.member
        if not (viewer.is_admin or viewer.is_team_lead):
            raise Http404
        on = local_day(now, viewer.zone)
        ids = list(
            access.dates_visible_to(viewer, on=on).tracked_at(now).order_by("pk").values_list("pk", flat=True)
        )
        found = selectors.dates_of(ids, on=on)
        record_readings(viewer, ids, "list", now=now)
        return Response(shapes.DatedOut([found[pk] for pk in ids], many=True).data)


class AdminDoor(Door):
    """A door of administrators; to everybody else there is nothing."""

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if not is_admin(self.member):
            raise Http404


class SettingsView(AdminDoor):
    def _shown(self):
        kept = agreed.settings_of(self.member.organisation_id)
        facts = {name: getattr(kept, name) for name in ("word", "associate_word", *sorted(services.KEPT))}
        facts |= {"agreement": agreed.starting_words(kept.pk), "agenda": kept.agenda or list(MIDDLE)}
        return Response(shapes.PracticeSettingsOut(facts).data)

    @extend_schema(responses=shapes.PracticeSettingsOut)
    def get(self, request):
        """Your organisation's word for it, what agreements and agendas start with, how long things stay."""
        return self._shown()

    @extend_schema(request=shapes.PracticeSettingsIn, responses=shapes.PracticeSettingsOut)
    def put(self, request):
        """Change them. What is signed stays as it is."""
        body = dict(self.read(shapes.PracticeSettingsIn))
        months = {name: body.pop(name) for name in sorted(services.KEPT)}
        services.change_settings(by=self.member, now=clock_now(), months=months, **body)
        return self._shown()


class ContactsView(AdminDoor):
    def _shown(self, status=status.HTTP_200_OK):
        contacts = escalating.contacts_of(self.member.organisation_id)
        return Response(shapes.ContactOut(contacts, many=True).data, status=status)

    @extend_schema(responses=shapes.ContactOut(many=True), operation_id="practice_contacts_list")
    def get(self, request):
        """Whom a supervisor speaks to where confidentiality ends."""
        return self._shown()

    @extend_schema(request=shapes.ContactIn, responses={201: shapes.ContactOut(many=True)})
    def post(self, request):
        """Name somebody."""
        pk = self.read(shapes.ContactIn)["member"]
        member = Member.objects.of(self.member.organisation_id).filter(pk=pk).first()
        if member is None:
            raise Http404
        escalating.name_contact(member, is_named=True, by=self.member, now=clock_now())
        return self._shown(status=status.HTTP_201_CREATED)


class ContactView(AdminDoor):
    @extend_schema(responses={204: None})
    def delete(self, request, pk: int):
        """Name somebody no longer."""
        contacts = escalating.contacts_of(self.member.organisation_id)
        named = next((one for one in contacts if one.pk == pk), None)
        if named is None:
            raise Http404
        escalating.name_contact(named, is_named=False, by=self.member, now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)
