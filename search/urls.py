from django.urls import path

from search.views import care, pinned, results, saved, synonyms

app_name = "search"

urlpatterns = [
    path("", results.results, name="results"),
    path("suggeriments/", results.suggestions, name="suggestions"),
    # One's own.
    path("desa/", saved.save, name="save"),
    path("desades/", saved.searches, name="saved"),
    path("desades/<int:pk>/", saved.saved_search, name="saved_search"),
    path("desades/<int:pk>/canvia/", saved.change, name="change_saved"),
    path("desades/<int:pk>/esborra/", saved.delete, name="delete_saved"),
    path("falta/", care.report_missing, name="report_missing"),
    path("clic/", care.used, name="used"),
    path("desfes/", care.undo_last, name="undo"),
    # Of those who keep the search.
    path("cura/", care.needs, name="care"),
    path("cura/equival/", care.same_as, name="same_as"),
    path("cura/descarta/", care.dismiss, name="dismiss"),
    path("sinonims/", synonyms.groups, name="synonyms"),
    path("sinonims/<int:pk>/", synonyms.edit_group, name="edit_synonyms"),
    path("sinonims/<int:pk>/esborra/", synonyms.delete_group, name="delete_synonyms"),
    path("destaca/", pinned.pin, name="pin"),
    path("destacats/", pinned.answers, name="pinned"),
    path("destacats/<int:pk>/treu/", pinned.unpin, name="unpin"),
]
