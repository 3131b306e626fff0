"""The shape of invoices as the API shows them. Money in hundredths; days are ISO days."""

from rest_framework import serializers

from supervision.invoicing.rules import CURRENCIES, MOST_PENCE
from supervision.invoicing.selectors import HELD, LATE
from supervision.people.doors import Day, Instant, StrictSerializer


class RateOut(serializers.Serializer):
    """What an hour costs from a day on."""

    starts_on = serializers.DateField()
    pence = serializers.IntegerField()
    currency = serializers.ChoiceField(choices=list(CURRENCIES))


class RateIn(StrictSerializer):
    starts_on = Day()
    pence = serializers.IntegerField(min_value=0, max_value=MOST_PENCE)
    currency = serializers.ChoiceField(choices=list(CURRENCIES), default="GBP")


class RateEndIn(StrictSerializer):
    starts_on = Day()


class InvoiceLineOut(serializers.Serializer):
    """One session: when, how long, and with whom, as the two agreed. Never what was said."""

    starts_at = Instant()
    day = serializers.DateField()
    minutes = serializers.IntegerField()
    what = serializers.ChoiceField(choices=[HELD, LATE])
    who = serializers.CharField()
    percent = serializers.IntegerField()
    pence = serializers.IntegerField(allow_null=True)
    currency = serializers.CharField()


class InvoiceOut(serializers.Serializer):
    """A month. `unrecorded` are sessions that are over and not recorded; they are not in it yet."""

    month = serializers.DateField(source="first", format="%Y-%m")
    minutes = serializers.IntegerField()
    lines = InvoiceLineOut(many=True)
    unrecorded = serializers.IntegerField()
    let_go = serializers.IntegerField()


class InvoiceFilter(StrictSerializer):
    month = serializers.RegexField(r"^\d{4}-\d{2}$", help_text="As 2026-11.")
