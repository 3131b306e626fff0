from django.apps import AppConfig


class ClimateConfig(AppConfig):
    name = "peers.climate"
    label = "peers_climate"

    def ready(self):
        from peers.climate import holdings, notice_kinds, notice_samples, own_panel, sheets
        from supervision.people import encryption

        encryption.more_uses.append(("months’ keys", sheets.wrapped_by, sheets.rotate_batch))
        notice_kinds.register_kinds()
        notice_samples.register_climate_samples()
        own_panel.register()
        holdings.register_holdings()
