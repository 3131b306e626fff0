from django.apps import AppConfig


class PoolConfig(AppConfig):
    name = "peers.pool"
    label = "peers_pool"
