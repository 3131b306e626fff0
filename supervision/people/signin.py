"""How people come in: allauth, by e-mail, with no way to sign oneself up."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Nobody signs themselves up: an organisation brings its people in."""
        return False
