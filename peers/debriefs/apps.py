from django.apps import AppConfig


class DebriefsConfig(AppConfig):
    name = "peers.debriefs"
    label = "peers_debriefs"

    def ready(self):
        from peers.debriefs import holdings, leaving
        from peers.debriefs.registering import register_everything
        from supervision.people.changed import on_change

        on_change(leaving.free_talks)
        register_everything()
        holdings.register_holdings()
