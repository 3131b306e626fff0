from django.http import HttpResponse


def member(request, pk):
    return HttpResponse("")
