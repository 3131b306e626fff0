"""What operators see: enough to let people in, and nothing of anybody's supervision."""

from django.contrib import admin

from supervision.people.models import Organisation, Person


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    list_display = ["email", "name", "is_active", "is_staff"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "is_active", "is_staff"]

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "country", "time_zone"]
    fields = ["name", "slug", "country", "subdivision", "time_zone"]

    def has_delete_permission(self, request, obj=None):
        return False
