from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "peers.learning"
    label = "peers_learning"

    def ready(self):
        from peers.learning import holdings, reading

        reading.register_reading()
        holdings.register_holdings()
