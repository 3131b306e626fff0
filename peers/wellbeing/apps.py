from django.apps import AppConfig


class WellbeingConfig(AppConfig):
    name = "peers.wellbeing"
    label = "peers_wellbeing"

    def ready(self):
        from peers.wellbeing import held_times, notice_kinds, panels, pausing, services
        from supervision.notices.calendars.sources import register_source

        services.register_space()
        panels.register_panels()
        pausing.register_panel()
        notice_kinds.register_kinds()
        register_source(held_times.SOURCE)
