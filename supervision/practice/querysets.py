"""Words for sets of agreements."""

from datetime import date

from django.db import models
from django.db.models import Q


class AgreementQuerySet(models.QuerySet):
    def of_sides(self, member):
        """Agreements of which `member` is one side. Nobody else's words are ever read."""
        return self.filter(Q(supervisor=member) | Q(supervisee=member))

    def between(self, supervisor_id: int, supervisee_id: int):
        return self.filter(supervisor_id=supervisor_id, supervisee_id=supervisee_id)

    def in_date(self, today: date):
        """Those that both signed and whose review is not past; the day itself still counts."""
        return self.filter(signed_until__gte=today)


class SharedQuerySet(models.QuerySet):
    def of_session(self, session):
        """Those of a session as its supervisor is now: nothing that was shared with one before."""
        return self.filter(session=session, supervisor=session.supervisor_id)
