from django.urls import path

from agenda.calendars import views

app_name = "calendars"

urlpatterns = [
    path("", views.agenda, name="agenda"),
    path("agenda.pdf", views.agenda_pdf, name="agenda_pdf"),
    path("esdeveniment/nou/", views.new_event, name="new_event"),
    path("esdeveniment/rapid/", views.quick_entry, name="quick_entry"),
    path("esdeveniment/recupera/", views.restore_event, name="restore_event"),
    path("esdeveniment/<int:pk>/", views.event, name="event"),
    path("esdeveniment/<int:pk>/edita/", views.edit_event, name="edit_event"),
    path("esdeveniment/<int:pk>/mou/", views.move_event, name="move_event"),
    path("esdeveniment/<int:pk>/esborra/", views.delete_event, name="delete_event"),
    path("esdeveniment/<int:pk>/esdeveniment.ics", views.event_file, name="event_file"),
    path("esdeveniment/<int:pk>/oficial/", views.publish_event, name="publish_event"),
    path("oficial/", views.official_agenda, name="official"),
    path("oficial.ics", views.official_feed, name="official_feed"),
    path("importa/", views.import_events, name="import_events"),
    path("importa/<int:pk>/", views.import_preview, name="import_preview"),
    path("importa/<int:pk>/desa/", views.take_import, name="take_import"),
    path("importa/<int:pk>/desfes/", views.undo_import, name="undo_import"),
    path("calendaris/", views.calendars, name="calendars"),
    path("calendaris/meu/", views.own_calendar, name="own_calendar"),
    path("calendaris/<int:pk>/", views.edit_calendar, name="edit_calendar"),
    path("externs/", views.subscriptions, name="subscriptions"),
    path("externs/<int:pk>/actualitza/", views.refresh, name="refresh"),
    path("externs/<int:pk>/deixa/", views.unsubscribe, name="unsubscribe"),
    path("subscripcions/", views.feeds, name="feeds"),
    path("subscripcions/<int:pk>/revoca/", views.revoke_feed, name="revoke_feed"),
    path("feed/<str:secret>.ics", views.feed, name="feed"),
]
