from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "supervision.policy"
    label = "supervision_policy"

    def ready(self):
        from supervision.notices.kinds import register
        from supervision.people.changed import on_change as on_members
        from supervision.policy import services
        from supervision.policy.notice_kinds import KINDS
        from supervision.sessions.changed import on_change as on_sessions

        on_members(services.refresh_after_members)
        on_sessions(services.refresh_after_sessions)
        for kind in KINDS:
            register(kind)
