from django.urls import path
from django.views.i18n import set_language

from intranet.people.views import account, directory, sign_in

app_name = "people"

urlpatterns = [
    path("entra/", sign_in.sign_in, name="sign_in"),
    path("entra/codi/", sign_in.second_factor, name="second_factor"),
    path("entra/alta/", sign_in.enrol, name="enrol"),
    path("entra/alta/qr.svg", sign_in.enrol_qr, name="enrol_qr"),
    path("surt/", sign_in.sign_out, name="sign_out"),
    path("llengua/", set_language, name="language"),
    path("compte/", account.account, name="account"),
    path("compte/contrasenya/", account.password, name="password"),
    path("compte/dispositius/nou/", account.add_device, name="add_device"),
    path("compte/dispositius/<int:pk>/treu/", account.remove_device, name="remove_device"),
    path("compte/codis/", account.recovery_codes, name="recovery_codes"),
    path("directori/", directory.directory, name="directory"),
    path("directori/<int:pk>/", directory.person, name="person"),
    path("directori/<int:pk>/rescat/", directory.rescue, name="rescue"),
    path("directori/<int:pk>/desbloca/", directory.unlock, name="unlock"),
]
