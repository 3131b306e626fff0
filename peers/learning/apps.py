from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "peers.learning"
    label = "peers_learning"

    def ready(self):
        from peers.learning import holdings, reading, services
        from peers.pool.going_through import offer_readings

        reading.register_reading()
        holdings.register_holdings()
        offer_readings(services.to_go_through)
