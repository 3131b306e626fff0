from django.apps import AppConfig


class CirclesConfig(AppConfig):
    name = "peers.circles"
    label = "peers_circles"

    def ready(self):
        from peers.circles import held_times, holdings, leaving, notice_kinds, notice_samples, own, series
        from peers.pool.going_through import offer_gatherings
        from supervision.availability.booked import on_ask
        from supervision.notices.calendars.sources import register_source
        from supervision.people.changed import on_change

        on_change(leaving.free_places)
        on_ask(held_times.booked_from)
        register_source(held_times.SOURCE)
        notice_kinds.register_kinds()
        notice_samples.register_circle_samples()
        own.register_section()
        holdings.register_holdings()
        offer_gatherings(series.gatherings)
