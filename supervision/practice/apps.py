from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "supervision.practice"
    label = "supervision_practice"

    def ready(self):
        from supervision.notices.kinds import register
        from supervision.people.arrangements import on_pairing
        from supervision.practice import services
        from supervision.practice.notice_kinds import KINDS

        on_pairing(services.check_pairing)
        for kind in KINDS:
            register(kind)
