"""Pages of sessions: who opens them, and a time as their forms send it."""


def as_(client, member):
    client.force_login(member.person)
    return client


def at(moment, supervisor):
    return f"{moment:%Y-%m-%dT%H:%MZ}/{supervisor.pk}"
