from django.apps import AppConfig


class CheckinsConfig(AppConfig):
    name = "peers.checkins"
    label = "peers_checkins"

    def ready(self):
        from peers.checkins import holdings
        from peers.checkins.acting import register_answers
        from peers.checkins.calendars import SOURCE, booked_from
        from peers.checkins.notice_kinds import register_kinds
        from peers.checkins.notice_samples import register_checkin_samples
        from peers.checkins.own_section import register_section
        from supervision.availability.booked import on_ask
        from supervision.notices.calendars.sources import register_source

        register_kinds()
        register_answers()
        register_checkin_samples()
        register_section()
        register_source(SOURCE)
        on_ask(booked_from)
        holdings.register_holdings()
