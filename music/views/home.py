from django.shortcuts import redirect


def home(request):
    """Straight to the songs; a person without any is taught there how to make the first."""
    return redirect("track_list")
