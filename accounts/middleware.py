"""Pages in the reader's language: the one they chose, else the one their browser asks for."""

from django.utils import translation


class SpeakTheirLanguage:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.user.language if request.user.is_authenticated else ""
        with translation.override(chosen or translation.get_language_from_request(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            return response
