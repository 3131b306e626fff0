from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "supervision.notices"
    label = "supervision_notices"

    def ready(self):
        from supervision.notices import gathered
        from supervision.notices.kinds import Kind, register

        register(
            Kind(
                name="gathered",
                notice_class="R",
                subject="in-one",
                line="What was kept for you stands here",
                context=gathered.context,
                path=gathered.path,
            )
        )
