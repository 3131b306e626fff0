from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "supervision.evidence"
    label = "supervision_evidence"
