from django.apps import AppConfig


class RosterConfig(AppConfig):
    name = "supervision.roster"
    label = "supervision_roster"
