from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "supervision.sessions"
    label = "supervision_sessions"
