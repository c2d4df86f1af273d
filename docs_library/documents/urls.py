"""Addresses of the documents, below /documents/."""

from django.urls import path

from docs_library.documents.views import files, library, uploads

app_name = "documents"
urlpatterns = [
    path("", library.browse, name="browse"),
    path("puja/", uploads.upload, name="upload"),
    path("classe/<int:pk>/", library.node, name="node"),
    path("<int:pk>/", library.detail, name="detail"),
    path("<int:pk>/semblants/", library.similar, name="similar"),
    path("<int:pk>/fitxer/", files.file, name="file"),
    path("<int:pk>/pagina/<int:number>.webp", files.page_image, name="page_image"),
    path("<int:pk>/pagina/<int:number>.svg", files.page_marks, name="page_marks"),
]
