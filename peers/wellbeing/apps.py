from django.apps import AppConfig


class WellbeingConfig(AppConfig):
    name = "peers.wellbeing"
    label = "peers_wellbeing"

    def ready(self):
        from peers.wellbeing import notice_kinds, panels, pausing, services

        services.register_space()
        panels.register_panels()
        pausing.register_panel()
        notice_kinds.register_kinds()
