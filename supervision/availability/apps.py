from django.apps import AppConfig


class AvailabilityConfig(AppConfig):
    name = "supervision.availability"
    label = "supervision_availability"

    def ready(self):
        from supervision.availability.organisation_services import rebuild_organisation
        from supervision.people.changed import on_change, on_organisation_change

        on_change(keep_open_weeks)
        on_organisation_change(rebuild_organisation)


def keep_open_weeks(member_ids, now):
    """Their zone, working days, first and last day or leave may have changed."""
    from supervision.availability.opening import rebuild_open_weeks

    rebuild_open_weeks(member_ids, now=now)
