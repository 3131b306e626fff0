"""The shape of an upload as the API shows it."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from supervision.people.doors import Instant
from supervision.roster.models import Upload
from supervision.roster.progress import Progress

MOST_LINES = 500


class ProblemOut(serializers.Serializer):
    """Something to put right."""

    file = serializers.CharField()
    line = serializers.IntegerField()
    column = serializers.CharField(allow_blank=True)
    says = serializers.CharField(allow_blank=True)
    why = serializers.CharField()


class UploadChangeOut(serializers.Serializer):
    """One line of what would change, or did."""

    kind = serializers.ChoiceField(choices=["new", "changed", "leaving", "absent"])
    about = serializers.CharField()
    who = serializers.CharField(allow_blank=True)
    what = serializers.CharField(allow_blank=True)
    now = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class FiguresOut(serializers.Serializer):
    """People."""

    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    leaving = serializers.IntegerField()
    same = serializers.IntegerField()


class UploadOut(serializers.Serializer):
    """A set of files on their way in. `changes` says what would change, then what did."""

    id = serializers.IntegerField(source="pk")
    state = serializers.ChoiceField(choices=Upload.State.choices)
    stage = serializers.CharField(allow_blank=True)
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    created_at = Instant()
    finished_at = Instant(allow_null=True)
    problem_count = serializers.SerializerMethodField()
    problems = ProblemOut(many=True, help_text="The first thousand; all of these as CSV too.")
    people = serializers.SerializerMethodField(help_text="Null until the files read well.")
    change_count = serializers.SerializerMethodField()
    changes = serializers.SerializerMethodField(help_text="The first 500; all of them as CSV.")
    remarks = serializers.SerializerMethodField(help_text="Worth a look, and no hindrance.")

    def to_representation(self, upload):
        shown = super().to_representation(upload)
        told = Progress(upload.pk).read() if upload.state == Upload.State.APPLYING else None
        if told:
            shown["stage"], shown["done"], shown["total"] = told
        return shown

    def get_problem_count(self, upload) -> int:
        return upload.changes.get("problem_count", len(upload.problems))

    @extend_schema_field(FiguresOut(allow_null=True))
    def get_people(self, upload):
        figures = upload.changes.get("figures")
        return FiguresOut(figures).data if figures else None

    def get_change_count(self, upload) -> int:
        return len(upload.changes.get("lines") or [])

    @extend_schema_field(UploadChangeOut(many=True))
    def get_changes(self, upload):
        return UploadChangeOut((upload.changes.get("lines") or [])[:MOST_LINES], many=True).data

    @extend_schema_field(ProblemOut(many=True))
    def get_remarks(self, upload):
        return ProblemOut(upload.changes.get("remarks") or [], many=True).data


class UploadIn(serializers.Serializer):
    """`multipart/form-data`: the files, each under the name `files`."""

    files = serializers.ListField(child=serializers.FileField(), max_length=12)
