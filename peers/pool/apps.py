from django.apps import AppConfig


class PoolConfig(AppConfig):
    name = "peers.pool"
    label = "peers_pool"

    def ready(self):
        from peers.pool import holdings
        from peers.pool.own_sections import register_sections

        register_sections()
        holdings.register_holdings()
