from django.apps import AppConfig


class OutsideConfig(AppConfig):
    name = "supervision.outside"
    label = "supervision_outside"

    def ready(self):
        from supervision.notices.acts import register as register_act
        from supervision.notices.kinds import register
        from supervision.outside import acting, holdings, notice_kinds

        for kind in notice_kinds.KINDS:
            register(kind)
        register_act(acting.ANSWERING)
        notice_kinds.register_all_samples()
        holdings.register_holdings()
