from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "peers.events"
    label = "peers_events"

    def ready(self):
        from peers.events import belonging, holdings, notice_kinds, notice_samples, own_panel

        notice_kinds.register_kinds()
        notice_samples.register_event_samples()
        belonging.register()
        holdings.register_holdings()
        own_panel.register()
