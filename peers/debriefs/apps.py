from django.apps import AppConfig


class DebriefsConfig(AppConfig):
    name = "peers.debriefs"
    label = "peers_debriefs"

    def ready(self):
        from peers.debriefs import holdings
        from peers.debriefs.registering import register_everything

        register_everything()
        holdings.register_holdings()
