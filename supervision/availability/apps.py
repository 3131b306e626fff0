from django.apps import AppConfig


class AvailabilityConfig(AppConfig):
    name = "supervision.availability"
    label = "supervision_availability"

    def ready(self):
        from supervision.availability import holdings
        from supervision.availability.calendars.notice_kinds import KINDS
        from supervision.availability.calendars.selectors import panel_of
        from supervision.availability.organisation_services import rebuild_organisation
        from supervision.availability.panels import Panel
        from supervision.availability.panels import register as put_on_page
        from supervision.notices import closed
        from supervision.notices.kinds import register
        from supervision.notices.samples import FRIDAY, Sample, register_samples
        from supervision.people.changed import on_change, on_organisation_change

        on_change(keep_open_weeks)
        on_organisation_change(rebuild_organisation)
        closed.on_ask(closed_to)
        for kind in KINDS:
            register(kind)
        register_samples("calendar_stopped", Sample("To whose calendar it is", {"read_on": FRIDAY}))
        put_on_page(Panel("supervision/availability/_calendars.html", panel_of))
        holdings.register_holdings()


def closed_to(member_ids, first, last):
    """Holidays and closed days: messages keep still on them."""
    from supervision.availability.selectors import closed_days

    return closed_days(member_ids, first=first, last=last)


def keep_open_weeks(member_ids, now):
    """Their zone, working days, first and last day or leave may have changed."""
    from supervision.availability.opening import rebuild_open_weeks

    rebuild_open_weeks(member_ids, now=now)
