from django.apps import AppConfig


class AvailabilityConfig(AppConfig):
    name = "supervision.availability"
    label = "supervision_availability"
