"""The operators' pages at /operator/: a closed list, for nothing of anybody's supervision belongs there."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from supervision.people.models import Organisation, Person

SHOWN = {Person, Organisation}


def operator_pages():
    """Return the addresses of Django's admin, cut down to what operators need.

    Apps of other people register their own tables there, sign-ins and their secrets among them.
    Operators come in like everybody else: same limits, same second step.
    """
    for model in set(admin.site._registry) - SHOWN:
        admin.site.unregister(model)
    admin.site.site_header = admin.site.site_title = "Holdspace, for operators"
    admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
    return admin.site.urls
