"""API doors onto data: one's own, and for administrators what is kept, who asks, and the pack.

Nobody is erased by a token, and no file is had by one: both want somebody who has just said who they are.
"""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from supervision.clock import now as clock_now
from supervision.evidence import documents
from supervision.people.access import is_admin
from supervision.people.doors import MemberDoor
from supervision.people.models import Member
from supervision.rights import access, pack, selectors, services
from supervision.rights import serializers as shapes


class MyDataView(MemberDoor, APIView):
    @extend_schema(responses=shapes.MyDataOut, operation_id="me_data")
    def get(self, request):
        """What is held of you, the file you last asked for, and what you last asked to be erased."""
        found = {
            "held": selectors.what_is_held(),
            "export": access.exports_of(self.member, now=clock_now()).first(),
            "erasure": selectors.latest_of(self.member),
        }
        return Response(shapes.MyDataOut(found).data)


class MyExportsView(MemberDoor, APIView):
    @extend_schema(request=None, responses={202: shapes.DataExportOut}, operation_id="me_data_take")
    def post(self, request):
        """Have the file made; asked again meanwhile it is the same one."""
        document = services.ask_for_everything(self.member, now=clock_now())
        document.refresh_from_db()
        return Response(shapes.DataExportOut(document).data, status=status.HTTP_202_ACCEPTED)


class MyExportView(MemberDoor, APIView):
    @extend_schema(responses=shapes.DataExportOut, operation_id="me_data_export")
    def get(self, request, pk):
        """How far it is."""
        return Response(shapes.DataExportOut(access.export_or_404(self.member, pk, now=clock_now())).data)

    @extend_schema(responses={204: None}, operation_id="me_data_export_destroy")
    def delete(self, request, pk):
        """Throw it away before its week is over."""
        documents.throw_away(access.export_or_404(self.member, pk, now=clock_now()))
        return Response(status=status.HTTP_204_NO_CONTENT)


class MyErasureView(MemberDoor, APIView):
    @extend_schema(request=None, responses=shapes.ErasureOut, operation_id="me_data_erasure_ask")
    def post(self, request):
        """Ask to be erased. It is done after your last day; asked twice is once."""
        return Response(shapes.ErasureOut(services.ask_to_be_erased(self.member, now=clock_now())).data)

    @extend_schema(responses={204: None}, operation_id="me_data_erasure_take_back")
    def delete(self, request):
        """Take back what you asked; nothing happens where nothing is open."""
        services.take_back(self.member, now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class AdminDoor(MemberDoor, APIView):
    """A door for administrators alone; to everybody else it is not there."""

    @property
    def admin(self) -> Member:
        if not is_admin(self.member):
            raise Http404
        return self.member


class KeptView(AdminDoor):
    @extend_schema(responses=shapes.KeptListOut, operation_id="organisation_data_kept")
    def get(self, request):
        """How long everything is kept here, and how much of it goes tonight."""
        rows = selectors.kept_in(self.admin.organisation, now=clock_now())
        return Response(shapes.KeptListOut({"results": rows}).data)


class AskedView(AdminDoor):
    @extend_schema(responses=shapes.AskedErasuresOut, operation_id="organisation_data_requests")
    def get(self, request):
        """Who asks to be erased, the longest waiting first."""
        rows = selectors.asked_in(self.admin.organisation, now=clock_now())
        return Response(shapes.AskedErasuresOut({"results": rows}).data)


class PackView(AdminDoor):
    @extend_schema(responses=shapes.DataPackOut, operation_id="organisation_data_pack")
    def get(self, request):
        """The data-protection pack."""
        return Response(shapes.DataPackOut(pack.pack_of(self.admin.organisation, now=clock_now())).data)
