from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "supervision.people"
    label = "supervision_people"
