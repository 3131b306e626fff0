"""API doors onto bringing in a staff list. For administrators, each their own uploads."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from supervision.clock import now as clock_now
from supervision.people.api import admin_or_404
from supervision.people.doors import Cursor, MemberDoor, MemberViewSet
from supervision.roster import handing, services
from supervision.roster.downloads import changes_csv, problems_csv
from supervision.roster.intake import KeptInMemory
from supervision.roster.models import Upload
from supervision.roster.rules import NothingBrought
from supervision.roster.serializers import UploadIn, UploadOut


class TooMuch(APIException):
    status_code = 413
    default_detail = "Together these files are too large. Bring in sessions.csv in parts, 20 MB each."
    default_code = "too-large"


class NewestFirst(Cursor):
    ordering = ("-pk",)


class UploadDoor(MemberDoor):
    """Stands open to administrators alone; to others it is not there."""

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        admin_or_404(self.member)


class UploadViewSet(UploadDoor, MemberViewSet):
    """Your uploads: files on their way in. Whoever brought them sees them, nobody else does."""

    serializer_class = UploadOut
    pagination_class = NewestFirst

    def initialize_request(self, request, *args, **kwargs):
        if request.method == "POST":
            # Before anything reads the body: files never touch a disk, and no more of them than is read.
            request.intake = KeptInMemory(request)
            request.upload_handlers = [request.intake]
        return super().initialize_request(request, *args, **kwargs)

    def get_parsers(self):
        return [MultiPartParser()] if self.action_map.get("post") == "create" else super().get_parsers()

    def get_queryset(self):
        return Upload.objects.of(self.member).select_related("organisation", "member").order_by("-pk")

    def list(self, request):
        """The latest first."""
        return self.page_of(self.get_queryset(), UploadOut)

    def retrieve(self, request, pk: int):
        """Where it stands: being read, to put right, to look over, going in, in."""
        return Response(UploadOut(self.get_object()).data)

    @extend_schema(request={"multipart/form-data": UploadIn}, responses={201: UploadOut})
    def create(self, request):
        """Bring files. They are read, and nothing of the organisation is written yet."""
        files = request.FILES.getlist("files")
        if request.intake.is_overflowing:
            raise TooMuch
        if not files:
            raise NothingBrought("Choose the files to bring in. roster.csv holds the people.")
        upload = handing.take(self.member, {file.name: file.read() for file in files}, now=clock_now())
        return Response(UploadOut(upload).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None)
    def bring(self, request, pk: int):
        """Bring in what you looked over: all of it or none. Look again until `state` is `applied`."""
        return Response(UploadOut(handing.bring(self.get_object(), now=clock_now())).data)

    @extend_schema(request=None)
    def stop(self, request, pk: int):
        """Stop, and keep nothing."""
        return Response(UploadOut(services.stop_upload(self.get_object(), now=clock_now())).data)

    @extend_schema(request=None)
    def go_on(self, request, pk: int):
        """Take the next step here and now, where no worker has taken it."""
        return Response(UploadOut(handing.go_on(self.get_object(), now=clock_now())).data)


CSV = {(200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, "A file.")}


class UploadFileView(UploadDoor, APIView):
    """One of an upload's lists, as a CSV file with every row."""

    def upload(self, pk: int) -> Upload:
        return get_object_or_404(Upload.objects.of(self.member).select_related("member"), pk=pk)


class ProblemsFileView(UploadFileView):
    @extend_schema(responses=CSV, operation_id="uploads_problems_csv")
    def get(self, request, pk: int):
        """Everything to put right, each with its row as it stands."""
        return problems_csv(self.upload(pk))


class ChangesFileView(UploadFileView):
    @extend_schema(responses=CSV, operation_id="uploads_changes_csv")
    def get(self, request, pk: int):
        """Everything that will change."""
        return changes_csv(self.upload(pk))
