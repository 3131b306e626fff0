"""API doors onto documents: asking for one, how far it is, what it says, its file. Each its owner's alone."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from supervision.clock import now as clock_now
from supervision.evidence import documents, handing, paper, periods
from supervision.evidence import serializers as shapes
from supervision.evidence.document_files import as_pdf
from supervision.evidence.documents import Wish, document_or_404
from supervision.evidence.log import ALL
from supervision.evidence.models import Document
from supervision.people.doors import Cursor, MemberDoor, MemberViewSet
from supervision.people.models import ApiToken
from supervision.scheduling.days import local_day


class NewestFirst(Cursor):
    ordering = ("-created_at", "-pk")


class DocumentViewSet(MemberViewSet):
    """Documents you asked for. They are made in the background, and kept for a week, for you alone."""

    serializer_class = shapes.DocumentOut
    pagination_class = NewestFirst

    def get_queryset(self):
        return documents.own_documents(self.member, now=clock_now())

    def list(self, request):
        """The latest first."""
        return self.page_of(self.get_queryset(), shapes.DocumentOut)

    def retrieve(self, request, pk):
        """How far it is: look again until `state` is `ready`."""
        return Response(shapes.DocumentOut(self.document(pk)).data)

    @extend_schema(request=shapes.DocumentIn, responses={202: shapes.DocumentOut})
    def create(self, request):
        """Ask for one: your log, or for administrators the inspection pack, for leads a page of a team."""
        document = handing.ask(self.member, self.wish(self.read(shapes.DocumentIn)), now=clock_now())
        document.refresh_from_db()
        return Response(shapes.DocumentOut(document).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses={204: None})
    def destroy(self, request, pk):
        """Throw it away before its week is over."""
        documents.throw_away(self.document(pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None)
    def stop(self, request, pk):
        """Stop, and keep nothing."""
        document = self.document(pk)
        documents.stop(document, now=clock_now())
        document.refresh_from_db()
        return Response(shapes.DocumentOut(document).data)

    @extend_schema(responses=shapes.PaperOut)
    def content(self, request, pk):
        """What it says, the same as its PDF."""
        found = documents.paper_of(self.document(pk))
        sections = [
            {
                "heading": part.heading,
                "blocks": [{"kind": paper.NAMES[type(block)], **paper.plain(block)} for block in part.blocks],
            }
            for part in found.sections
        ]
        said = {"title": found.title, "lines": found.lines, "sections": sections}
        return Response(shapes.PaperOut(said).data)

    def document(self, pk) -> Document:
        return document_or_404(self.member, pk, now=clock_now())

    def wish(self, said: dict) -> Wish:
        """Return what is asked for, if it may be. Raises ValidationError, Http404, NoSuchPeriod."""
        now, kind = clock_now(), said.pop("kind")
        if kind == Document.Kind.LOG:
            if said.get("where") == ALL and isinstance(self.request.auth, ApiToken):
                raise ValidationError({"where": "A token sees the place it was made in."})
            return documents.own_log(self.member, now=now, **said)
        if kind == Document.Kind.PACK:
            return documents.inspection_pack(self.member, now=now, **said)
        return documents.team_page(self.member, now=now, **said)


class DocumentFileView(MemberDoor, APIView):
    @extend_schema(
        responses={(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY, "The PDF.")},
        operation_id="documents_file",
    )
    def get(self, request, pk):
        """The PDF, once it is ready."""
        return as_pdf(document_or_404(self.member, pk, now=clock_now()))


class PeriodsView(MemberDoor, APIView):
    @extend_schema(responses=shapes.PeriodsOut, operation_id="documents_periods")
    def get(self, request):
        """The months that a pack or a page of a team can be about."""
        today = local_day(clock_now(), self.member.organisation.zone)
        return Response(shapes.PeriodsOut({"results": periods.offered(today)}).data)
