"""The shape of one answer."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from supervision.feedback.rules import HOW_OFTEN, LONGEST, QUESTIONS

TOGETHER, BY_NAME = "together", "by_name"


class AnswerForm(forms.Form):
    """Four sentences, words of one's own, and whether it goes by name."""

    more = forms.CharField(
        label=_("What would help more?"),
        help_text=_(
            "In your own words, without clients. With others it goes out only where ten wrote something; "
            "even then somebody may know your way of putting things."
        ),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "max_length": format_lazy(_("At most {number} characters, please."), number=f"{LONGEST:,}")
        },
    )
    way = forms.ChoiceField(
        choices=[(TOGETHER, _("Counted with others")), (BY_NAME, _("By my name"))],
        error_messages={"required": _("Say how it may go out.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for one in QUESTIONS:
            self.fields[one.slug] = forms.TypedChoiceField(
                label=_(one.words),
                choices=[(number, _(words)) for number, words in HOW_OFTEN.items()],
                coerce=int,
                required=False,
                empty_value=None,
            )

    @property
    def asked(self):
        """Each question's field, and its choices with the one that was made."""
        return [
            (
                self[one.slug],
                [
                    (number, words, str(number) == str(self[one.slug].value()))
                    for number, words in HOW_OFTEN.items()
                ],
            )
            for one in QUESTIONS
        ]

    @property
    def how(self) -> dict[str, int | None]:
        return {one.slug: self.cleaned_data[one.slug] for one in QUESTIONS}

    @property
    def is_named(self) -> bool:
        return self.cleaned_data["way"] == BY_NAME
