from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "supervision.sessions"
    label = "supervision_sessions"

    def ready(self):
        from supervision.availability import around, taking
        from supervision.availability.booked import on_ask
        from supervision.notices.kinds import Kind, register
        from supervision.people.changed import on_change
        from supervision.people.rearranged import provide_staying
        from supervision.sessions import (
            acting,
            booking_kinds,
            diary,
            holdings,
            leaving,
            lending,
            notice_facts,
            notice_samples,
            often,
            staying,
            widening,
        )
        from supervision.wording import noted

        on_change(leaving.free_bookings)
        provide_staying(staying.staying_with)
        on_ask(diary.booked_from)
        taking.provide(lending.LENDER)
        around.provide(widening.KEEPER)
        booking_kinds.register_kinds()
        acting.register_acts()
        notice_samples.register_all()
        for kind in often.KINDS:
            register(kind)
        register(
            Kind(
                name="session_recorded",
                notice_class="S",
                subject="one-tap",
                line=noted("Was it like this?"),
                icon="circle-check",
                context=notice_facts.session_recorded,
                path=notice_facts.session_page,
                label=noted("A session to confirm"),
                help_text=noted("Once for each, when the other side has recorded it."),
                can_unsubscribe=True,
                waiting=notice_facts.waiting,
            )
        )
        holdings.register_holdings()
