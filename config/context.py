"""What every page's frame needs."""


def places(request):
    """Return the member who is looking, and the organisation they look from."""
    member = getattr(request, "member", None)
    return {"viewer": member, "organisation": member.organisation if member else None}
