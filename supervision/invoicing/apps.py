from django.apps import AppConfig


class InvoicingConfig(AppConfig):
    name = "supervision.invoicing"
    label = "supervision_invoicing"

    def ready(self):
        from supervision.invoicing import conditions, holdings
        from supervision.sessions.conditions import Conditions, register

        register(Conditions(conditions.at_booking, conditions.where_called_off))
        holdings.register_holdings()
