from django.apps import AppConfig


class WellbeingConfig(AppConfig):
    name = "peers.wellbeing"
    label = "peers_wellbeing"

    def ready(self):
        from peers.pool.favoured import on_ask
        from peers.wellbeing import (
            contacts,
            held_times,
            holdings,
            letting_out,
            notice_kinds,
            panels,
            pausing,
            planning,
            services,
        )
        from supervision.availability.own_day import on_wish
        from supervision.notices.calendars.sources import register_source

        services.register_space()
        panels.register_panels()
        pausing.register_panel()
        letting_out.register_leavings()
        notice_kinds.register_kinds()
        register_source(held_times.SOURCE)
        on_ask(planning.colleagues_first)
        on_wish(contacts.minutes_between)
        holdings.register_holdings()
