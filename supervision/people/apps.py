from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "supervision.people"
    label = "supervision_people"

    def ready(self):
        from django.core.signals import request_started
        from django.db.backends.signals import connection_created
        from django.db.models.signals import post_migrate

        from supervision.people import own_holdings, wall_building, walls

        own_holdings.register_holdings()
        post_migrate.connect(wall_building.put_up, sender=self)
        connection_created.connect(walls.bind_new_connection)
        request_started.connect(walls.unbind)  # whatever a request before may have left
