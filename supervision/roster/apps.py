from django.apps import AppConfig


class RosterConfig(AppConfig):
    name = "supervision.roster"
    label = "supervision_roster"

    def ready(self):
        from supervision.roster import holdings

        holdings.register_holdings()
