"""Whose availability it is: one's own. There is no way to anybody else's, whatever one's role."""

from django.http import Http404

from supervision.availability.models import ProtectedTime
from supervision.people.models import Member


def protected_or_404(member: Member, pk: int) -> ProtectedTime:
    """Return protected time of the member's own person. Raises Http404 for anybody else's and none alike."""
    row = ProtectedTime.objects.filter(person=member.person_id, pk=pk).first()
    if row is None:
        raise Http404
    return row
