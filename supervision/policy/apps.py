from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "supervision.policy"
    label = "supervision_policy"
