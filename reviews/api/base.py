"""What all views of the interface share: signing in, opening a sheet, refusals."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from assessment.core.api import SignedIn
from assessment.core.models import User
from reviews.errors import GapsError, LockedError, RefusedError
from reviews.models import ScoreSheet
from reviews.selectors import visible_sheets

MOST_BYTES = 1024 * 1024


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


class View(APIView):
    """``most_bytes``: longer requests are refused before they are read."""

    authentication_classes = [SignedIn]
    most_bytes = MOST_BYTES

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        if int(request.META.get("CONTENT_LENGTH") or 0) > self.most_bytes:
            raise TooLarge
        super().initial(request, *args, **kwargs)

    def actor(self) -> User:
        user = self.request.user
        assert isinstance(user, User)  # IsAuthenticated lets nobody else in
        return user

    def sheet(self, pk: int) -> ScoreSheet:
        """The sheet if the account may see it, else Http404: nobody learns which sheets others have."""
        return get_object_or_404(visible_sheets(self.actor()), pk=pk)

    def read(self, serializer: type[Serializer[Any]]) -> Any:
        """The validated body. Raises ValidationError (400)."""
        given = serializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        return given.validated_data

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, GapsError):
            gaps = [vars(gap) for gap in exc.gaps]
            return Response({"code": exc.code, "detail": exc.reason, "gaps": gaps}, status=422)
        if isinstance(exc, RefusedError):
            code = status.HTTP_409_CONFLICT if isinstance(exc, LockedError) else 422
            return Response({"code": exc.code, "detail": exc.reason}, status=code)
        response = super().handle_exception(exc)
        if isinstance(response.data, dict) and "detail" in response.data:
            response.data = {"code": getattr(response.data["detail"], "code", "error"), **response.data}
        return response
