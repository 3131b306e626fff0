from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "supervision.notices"
    label = "supervision_notices"

    def ready(self):
        from supervision.notices import gathered, holdings, samples, welcome
        from supervision.notices.channels import secrets
        from supervision.notices.kinds import Kind, register
        from supervision.people import encryption
        from supervision.wording import noted

        encryption.more_uses.append(
            ("installation’s secrets", secrets.wrapped_by, secrets.rotate_batch),
        )

        samples.register_own()
        register(
            Kind(
                name="gathered",
                notice_class="R",  # a row of soft ones alone is soft: see gathering.py
                subject="in-one",
                line=noted("What was kept for you stands here"),
                context=gathered.context,
                path=gathered.path,
                is_private=True,  # it stands for any
            )
        )
        register(
            Kind(
                name=welcome.KIND,
                notice_class="R",
                subject="sign-in-ready",
                line=noted("Your place here is set up"),
                context=welcome.context,
                path=welcome.path,
                icon="sprout",
            )
        )
        holdings.register_holdings()
