"""Who may knock at the API. Apart from `doors`, since the framework loads it by name while it starts."""

from rest_framework.permissions import SAFE_METHODS, BasePermission

from supervision.people.models import ApiToken


class HasPlace(BasePermission):
    """Lets in a person who looks from a place of theirs, with a token's scope for what they ask."""

    message = "This needs a place in an organisation and, with a token, the scope for it."

    def has_permission(self, request, view):
        if getattr(request, "member", None) is None:
            return False
        if not isinstance(request.auth, ApiToken):
            return True
        wanted = "read" if request.method in SAFE_METHODS else "write"
        return wanted in request.auth.scopes.split()
