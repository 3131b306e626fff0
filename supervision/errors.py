"""The base of every "no" a rule can say."""


class Refusal(Exception):
    """A rule said no. Its text is a sentence fit for the person who asked.

    Each subclass carries a `code`, which the API sends as the problem's type, and may carry
    `status`, the HTTP status its doors answer with (409, unless it says otherwise).
    """

    code = "refused"
    status = 409
