"""Where the API begins. Apart from `api.py`, which REST framework reads for its settings."""

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView


class RootView(APIView):
    """Says to anybody, whatever token they send, where the API is described. It looks from nobody's place."""

    authentication_classes = ()
    permission_classes = [AllowAny]

    @extend_schema(exclude=True)
    def get(self, request):
        return Response({"schema": reverse("api:schema"), "docs": reverse("api:browse")})
