"""Small words that templates share."""

from datetime import datetime

from django import template
from django.contrib.humanize.templatetags.humanize import apnumber
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from supervision import languages
from supervision.clock import now
from supervision.languages import day_words
from supervision.people import guests
from supervision.people.audit import READ, READINGS
from supervision.people.help_lines import country_for
from supervision.wording import noted

register = template.Library()

LOOKS = {"on_track": "covered", "due_soon": "soon", "overdue": "owed", "escalated": "owed"}
LOOK_WORDS = {
    "covered": noted("Covered"),
    "soon": noted("Due soon"),
    "owed": noted("Owed"),
    "paused": noted("Paused"),
}


@register.simple_tag
def icon(name):
    """Return one icon of the sprite. It is decoration; the words beside it carry the meaning."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("vendor/icons/sprite.svg"),
        name,
    )


@register.filter
def inline_svg(drawing):
    """Return a drawing our own code made as markup, for pictures by `data:` are closed off by our policy."""
    return mark_safe(drawing[drawing.index("<svg") :])  # nosec B308 B703


@register.filter
def may_open(viewer, route):
    """Say whether a link there leads whoever looks anywhere: nobody without a place, and not every guest."""
    return viewer is not None and guests.may_open(viewer, route)


@register.filter
def initials(name):
    """Return the first letters of a name's first and last word."""
    words = str(name).split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def short_names(members):
    """Return the names that members are called by, in a row: "Ruth", "Ruth and Tom", "Ruth, Tom and Nia"."""
    return languages.listed([member.person.get_short_name() for member in members])


@register.filter
def listed(names):
    """Return names in a row: "Ruth", "Ruth and Tom", "Ruth, Tom and Nia"."""
    return languages.listed(list(names))


@register.filter
def first_word(name):
    """Return the name that somebody is called by: the first word of it."""
    return str(name).split(" ")[0]


@register.filter
def day(value):
    """Return "Tue 10 Nov", the year only when it isn't this one; a moment is taken in the viewer's zone."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return day_words(value, this_year=timezone.localtime(now()).year)


@register.filter
def moment(value):
    """Return "Tue 10 Nov, 10:00" in the viewer's zone, 24-hour, with the year only when it isn't this one."""
    if not value:
        return ""
    local = timezone.localtime(value)
    return f"{day(local)}, {local:%H:%M}"


@register.filter
def time_of_day(value):
    """Return "10:00" in the viewer's zone."""
    return f"{timezone.localtime(value):%H:%M}" if value else ""


@register.filter
def status(state):
    """Return the look of a clock's state: covered, soon, owed or paused. A look is returned as it is."""
    return LOOKS.get(str(state), str(state))


@register.filter
def status_words(words):
    """Return a look's own word ("Due soon"); other words ("Owed, 13 days") as they are."""
    return languages.worded(LOOK_WORDS.get(str(words), words)) if words else ""


@register.filter
def reading_words(action):
    """Return what was looked at, in the words of the person it is about."""
    return READINGS.get(action.removeprefix(READ), "Your dates")


@register.simple_tag
def language_tag():
    """Return the language this page or letter is in, for `lang`: "en-GB", "cy"."""
    return languages.tag()


@register.filter
def worded(said):
    """Return what plain Python said, in the reader's language."""
    return languages.worded(said) if said else ""


@register.filter
def number_words(number):
    """Return a number as it stands in a sentence: "none", "two", "17".

    Where a number changes the word beside it, as in Welsh, figures stand in place of words.
    """
    if not number:
        return gettext("none")
    return apnumber(number) if languages.is_english() else str(number)


@register.simple_tag(takes_context=True)
def help_country(context):
    """Return the national lines for this page, also where no context processor ran."""
    return context.get("help_country") or country_for("GB")
