from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "supervision.evidence"
    label = "supervision_evidence"

    def ready(self):
        from supervision.evidence import holdings
        from supervision.evidence.notice_kinds import KIND, register_sample
        from supervision.notices.kinds import register

        register(KIND)
        register_sample()
        holdings.register_holdings()
