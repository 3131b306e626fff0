from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "supervision.policy"
    label = "supervision_policy"

    def ready(self):
        from supervision.notices.kinds import register
        from supervision.people.changed import on_change as on_members
        from supervision.policy import acting, holdings, notice_samples, selectors, services
        from supervision.policy.notice_kinds import KINDS
        from supervision.sessions.changed import on_change as on_sessions
        from supervision.sessions.owed import ask_for_due_dates

        on_members(services.refresh_after_members)
        on_sessions(services.refresh_after_sessions)
        ask_for_due_dates(selectors.due_dates)
        for kind in KINDS:
            register(kind)
        acting.register_acts()
        notice_samples.register_all()
        holdings.register_holdings()
