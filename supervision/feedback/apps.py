from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "supervision.feedback"
    label = "supervision_feedback"

    def ready(self):
        from supervision.feedback import holdings, notice_kinds
        from supervision.notices.kinds import register

        for kind in notice_kinds.KINDS:
            register(kind)
        notice_kinds.register_all_samples()
        holdings.register_holdings()
