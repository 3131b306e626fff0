"""Who is looking, and who may see or do what among people."""

from supervision.people.models import Member

SESSION_KEY = "member"


def current_member(person, session, *, now):
    """Return the place this person looks from: the one chosen, else their first; None if they have none.

    A place that has ended gives no access from the day after its last day on, in its own zone.
    """
    if not person.is_authenticated:
        return None
    places = [
        place
        for place in Member.objects.filter(person=person).with_person().order_by("pk")
        if place.end_date is None or now.astimezone(place.zone).date() <= place.end_date
    ]
    chosen = session.get(SESSION_KEY)
    return next((place for place in places if place.pk == chosen), places[0] if places else None)
