"""Whoever is not let in is told why, on a page of its own."""

from http import HTTPStatus

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def too_many(request: HttpRequest) -> HttpResponse:
    """What django-allauth answers to whoever confirms too often within a minute."""
    return turned_away(request, "Too many tries", "Try again in a minute.", HTTPStatus.TOO_MANY_REQUESTS)


def turned_away(request: HttpRequest, title: str, told: str, status: HTTPStatus) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": title, "told": told}
    return render(request, "admin/desk/turned_away.html", context, status=status)
