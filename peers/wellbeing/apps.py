from django.apps import AppConfig


class WellbeingConfig(AppConfig):
    name = "peers.wellbeing"
    label = "peers_wellbeing"

    def ready(self):
        from peers.wellbeing import services

        services.register_space()
