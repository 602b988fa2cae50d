from django.urls import path

from . import views

urlpatterns = [
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("signup/", views.SignUp.as_view(), name="account_signup"),
    path("demo/", views.demo_login, name="demo_login"),
    path("back/", views.stop_posing, name="stop_posing"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
]
