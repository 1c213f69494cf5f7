"""The addresses of the host: the consumer's own under /api/, an administrator's commands, and opening an activity."""

from __future__ import annotations

import json

from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from tests.platform import office


@csrf_exempt
def command(request: HttpRequest, name: str) -> JsonResponse:
    """Do one thing that an administrator does; the arguments are a JSON object."""
    return JsonResponse(office.COMMANDS[name](**json.loads(request.body or "{}")))


def open_activity(request: HttpRequest, username: str, block: str) -> HttpResponse:
    """Sign a person in here, and send them on to the tool."""
    user = User.objects.select_related("profile").get(username=username)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponseRedirect(office.launch_address(user, block, "deep_link" in request.GET))


def front(_: HttpRequest) -> HttpResponse:
    """A page to see that it runs."""
    return HttpResponse("<!doctype html><title>Bench campus</title><h1>Bench campus</h1>")


urlpatterns = [
    path("", front),
    path("office/<str:name>", command),
    path("open/<str:username>/<path:block>", open_activity),
    path("api/", include("lti_consumer.plugin.urls", namespace="lti_consumer")),
]
