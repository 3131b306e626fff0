"""The shape of agreements as the API shows and takes them. Days are ISO days; moments instants in UTC."""

from rest_framework import serializers

from supervision.people.doors import Id, Instant, StrictSerializer
from supervision.practice import terms
from supervision.practice.agenda import LONGEST_STEP, MOST_STEPS
from supervision.practice.fields import BY_SLUG, FIELDS, LONGEST
from supervision.practice.models import AgreementVersion, PracticeSettings

STANDINGS = ("none", "waiting", "signed", "past")


class WordsOut(serializers.Serializer):
    """The words of an agreement, by field."""

    def get_fields(self):
        return {one.slug: serializers.CharField(help_text=one.name) for one in FIELDS}


class AgreementRowOut(serializers.Serializer):
    """Your agreement with one person. `relationship` names it in addresses."""

    relationship = serializers.IntegerField(source="relationship.pk")
    member = serializers.IntegerField(source="other.pk")
    name = serializers.CharField(source="other.person.name")
    is_supervisor = serializers.BooleanField(help_text="You are the supervisor of the two.")
    state = serializers.ChoiceField(choices=STANDINGS)
    signed_until = serializers.DateField(allow_null=True)
    waits_for_you = serializers.BooleanField(source="waits_for_viewer")


class SignerOut(serializers.Serializer):
    name = serializers.CharField()
    is_you = serializers.BooleanField(source="is_viewer")
    signed_at = Instant(allow_null=True)


class AgreementPartOut(serializers.Serializer):
    """A stretch of a changed field: the same in both versions, taken out, or put in."""

    kind = serializers.ChoiceField(choices=["same", "out", "in"])
    text = serializers.CharField()


class AgreementChangeOut(serializers.Serializer):
    field = serializers.CharField(source="slug")
    name = serializers.CharField()
    parts = AgreementPartOut(many=True)


class VersionLineOut(serializers.Serializer):
    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=AgreementVersion.State.choices)
    holds_since = serializers.DateField(allow_null=True)


class LateTermsOut(serializers.Serializer):
    """Called off less than `hours` before it starts, `percent` of it is payable."""

    hours = serializers.IntegerField()
    percent = serializers.IntegerField()
    is_free_when_ill = serializers.BooleanField()


class AgreementOut(serializers.Serializer):
    """The version that waits for a signature, else the one that holds; else the words one starts with."""

    relationship = serializers.IntegerField(source="relationship.pk")
    member = serializers.IntegerField(source="other.pk")
    name = serializers.CharField(source="other.person.name")
    version = serializers.IntegerField(source="version.number", default=None, allow_null=True)
    state = serializers.SerializerMethodField()
    words = serializers.SerializerMethodField()
    changes = AgreementChangeOut(many=True, help_text="Against the version before it.")
    signers = SignerOut(many=True)
    versions = VersionLineOut(many=True)
    signed_until = serializers.DateField(allow_null=True)
    has_read_limits = serializers.BooleanField()
    late = LateTermsOut(source="money.late", allow_null=True)
    name_on_invoice = serializers.ChoiceField(choices=list(terms.NAMES), source="money.name")
    asks_for_yes = serializers.BooleanField(
        help_text="They are your line manager: say at `manager/` whether that is right for you."
    )
    waits_for_yes = serializers.BooleanField()

    def get_state(self, page) -> str:
        return page.version.state if page.version else "none"

    def get_words(self, page) -> dict[str, str]:
        return {term.slug: term.words for term in page.terms if term.slug in BY_SLUG}


class DatedOut(serializers.Serializer):
    """Until when somebody's agreement is signed, and no word of it."""

    member = serializers.IntegerField(source="member_id")
    signed_until = serializers.DateField(allow_null=True)
    is_in_date = serializers.BooleanField()
    has_supervisor = serializers.BooleanField()


class PracticeSettingsOut(serializers.Serializer):
    word = serializers.ChoiceField(choices=PracticeSettings.Word.choices)
    associate_word = serializers.ChoiceField(choices=PracticeSettings.Word.choices)
    agreement = WordsOut()
    agenda = serializers.ListField(child=serializers.CharField())
    agenda_months = serializers.IntegerField()
    record_months = serializers.IntegerField()
    escalation_months = serializers.IntegerField()


class ContactOut(serializers.Serializer):
    """Somebody named to be spoken to where confidentiality ends."""

    member = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="person.name")


# ---------------------------------------------------------------- in
def _words(*, required: bool) -> dict[str, serializers.Field]:
    return {
        one.slug: serializers.CharField(
            max_length=LONGEST, required=required, allow_blank=not required, help_text=one.name
        )
        for one in FIELDS
    }


class WordsIn(StrictSerializer):
    """Every field of an agreement."""

    def get_fields(self):
        return _words(required=True)


class StartingWordsIn(StrictSerializer):
    """What agreements start with. A field left out or empty starts with Holdspace's own words."""

    def get_fields(self):
        return _words(required=False)


class LateTermsIn(StrictSerializer):
    hours = serializers.IntegerField(min_value=1, max_value=terms.MOST_HOURS)
    percent = serializers.IntegerField(min_value=1, max_value=100)
    is_free_when_ill = serializers.BooleanField(default=True)


class ProposalOfWordsIn(StrictSerializer):
    """`late` and `name_on_invoice` stay as they were where they are left out; null: nothing is payable."""

    words = WordsIn()
    late = LateTermsIn(required=False, allow_null=True)
    name_on_invoice = serializers.ChoiceField(choices=list(terms.NAMES), required=False)
    has_read_limits = serializers.BooleanField(help_text="You have read where confidentiality ends.")
    is_sure = serializers.BooleanField(default=False, help_text="It names no client, whatever it looks like.")


class SignIn(StrictSerializer):
    version = serializers.IntegerField(min_value=1, max_value=32767)
    has_read_limits = serializers.BooleanField()


class ManagerIn(StrictSerializer):
    agrees = serializers.BooleanField()


class PracticeSettingsIn(StrictSerializer):
    word = serializers.ChoiceField(choices=PracticeSettings.Word.choices)
    associate_word = serializers.ChoiceField(choices=PracticeSettings.Word.choices)
    agreement = StartingWordsIn()
    agenda = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_STEP), max_length=MOST_STEPS, default=list
    )
    agenda_months = serializers.IntegerField(min_value=1, max_value=240, default=24)
    record_months = serializers.IntegerField(min_value=1, max_value=240, default=84)
    escalation_months = serializers.IntegerField(min_value=1, max_value=240, default=84)


class ContactIn(StrictSerializer):
    member = Id()
