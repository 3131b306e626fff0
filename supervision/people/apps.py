from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "supervision.people"
    label = "supervision_people"

    def ready(self):
        from supervision.people import own_holdings

        own_holdings.register_holdings()
