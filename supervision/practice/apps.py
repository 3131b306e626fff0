from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "supervision.practice"
    label = "supervision_practice"

    def ready(self):
        from supervision.notices.acts import register as register_act
        from supervision.notices.kinds import register
        from supervision.people.arrangements import on_pairing
        from supervision.people.rearranged import on_rearranged
        from supervision.practice import (
            acting,
            before_meeting,
            holdings,
            notice_samples,
            rearranging,
            services,
            session_page,
        )
        from supervision.practice.notice_kinds import KINDS
        from supervision.sessions.conditions import Conditions
        from supervision.sessions.conditions import register as register_conditions
        from supervision.sessions.page_parts import Part
        from supervision.sessions.page_parts import register as register_part

        register_part(Part(session_page.MAIN, session_page.SIDE, session_page.read))
        register_conditions(Conditions(before_meeting.at_booking, before_meeting.nothing))
        on_pairing(services.check_pairing)
        on_rearranged(rearranging.tell)
        for kind in (*KINDS, rearranging.KIND):
            register(kind)
        register_act(acting.ANSWERING)
        notice_samples.register_all()
        holdings.register_holdings()
