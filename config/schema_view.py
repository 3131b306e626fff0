"""The API’s description as it is asked for. Apart from `schema.py`, which drf-spectacular reads first."""

from typing import Any, ClassVar

from drf_spectacular.renderers import OpenApiYamlRenderer, OpenApiYamlRenderer2
from drf_spectacular.views import SpectacularAPIView

from config.schema import KeptGenerator


class KeepsYaml:
    """Keeps what it wrote of a description that is kept: to write it as YAML takes a second."""

    _kept: ClassVar[dict[int, tuple[Any, bytes]]] = {}

    def render(self, data, accepted_media_type=None, renderer_context=None) -> bytes:
        kept, written = self._kept.get(id(data), (None, b""))
        if kept is not data:
            written = super().render(data, accepted_media_type, renderer_context)  # type: ignore[misc]
            if any(data is one for one in KeptGenerator._written.values()):
                self._kept[id(data)] = data, written
        return written


class KeptYaml(KeepsYaml, OpenApiYamlRenderer):
    pass


class KeptPlainYaml(KeepsYaml, OpenApiYamlRenderer2):
    pass


class SchemaView(SpectacularAPIView):
    __doc__ = SpectacularAPIView.__doc__  # type: ignore[assignment]
    renderer_classes = [KeptYaml, KeptPlainYaml, *SpectacularAPIView.renderer_classes[2:]]
