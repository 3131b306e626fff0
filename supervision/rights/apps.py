from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "supervision.rights"
    label = "supervision_rights"

    def ready(self):
        from supervision.evidence import making, notice_kinds
        from supervision.evidence.models import Document
        from supervision.notices.kinds import register
        from supervision.rights import exporting, holdings
        from supervision.rights.notice_kinds import KINDS, register_rights_samples

        making.makes(Document.Kind.MINE, exporting.make)
        notice_kinds.pages[Document.Kind.MINE] = "rights:page"
        for kind in KINDS:
            register(kind)
        register_rights_samples()
        holdings.register_holdings()
