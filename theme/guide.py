"""What the living guide shows: each component with usual, long and empty content, in the words of the town."""

import datetime
import re
from pathlib import Path

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone

LONG_TITLE = (
    "Aprovació inicial de la modificació de crèdit núm. 3/2026, en la modalitat de suplement de crèdit finançat amb "
    "romanent de tresoreria per a despeses generals, i exposició pública de l'expedient durant quinze dies hàbils"
)

SPRITE = Path(__file__).parent / "static/theme/icons.svg"

ACCENTS = ("verd", "blau", "porpra", "grana", "terra", "oliva")

CALENDARS = (
    "Ple",
    "Junta de Govern",
    "Comissió de Comptes",
    "Urbanisme",
    "Cultura i festes",
    "Secretaria",
    "Brigada",
    "Escola bressol",
    "Sala petita",
    "Sala de plens",
    "Terminis legals",
    "Alcaldia",
)


class GuideForm(forms.Form):
    """A form caught with mistakes, so that the guide shows how they are told."""

    subject = forms.CharField(label="Assumpte", help_text="Entre 10 i 120 caràcters, sense noms ni DNI.")
    series = forms.ChoiceField(label="Sèrie", choices=[("", "Tria una sèrie"), ("1", "Llicències d'obres majors")])
    opened = forms.DateField(label="Data d'obertura", widget=forms.DateInput(attrs={"type": "date"}))
    notes = forms.CharField(label="Observacions", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    notify = forms.BooleanField(label="Avisa la regidora de l'àrea", required=False)


def examples() -> dict:
    now = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    return {
        "long_title": LONG_TITLE,
        "icons": re.findall(r'id="([^"]+)"', SPRITE.read_text()),
        "accents": ACCENTS,
        "calendars": list(enumerate(CALENDARS)),
        "form": GuideForm(data={"subject": "Obra"}),
        "breadcrumb": _breadcrumb(),
        "documents": _documents(now.date()),
        "events": _events(now),
        "meeting_starts": now.replace(hour=20) + datetime.timedelta(days=3),
        "dates": [now + datetime.timedelta(days=days) for days in (0, 1, 3, -2, 20, 120, -400)],
        "facets": _facets(),
        "facts": _facts(),
        "many_rows": _many_rows(),
        "page": Paginator(range(128), 10).page(3),
        "tabs": _tabs(),
        "tree": _tree(),
        "views": _views(),
    }


def _breadcrumb() -> list[dict]:
    return [
        {"label": "Quadre de classificació", "url": "#"},
        {"label": "Urbanisme i obres", "url": "#"},
        {"label": "Intervenció en l'edificació i ús del sòl", "url": "#"},
        {"label": "Llicències d'obres majors"},
    ]


def _documents(today: datetime.date) -> list[dict]:
    return [
        {
            "title": "INF TECNIC LLICENCIA OBRES CARRER MAJOR 12 12032026",
            "icon": "pdf",
            "type": "Informe",
            "pages": 4,
            "date": today,
            "place": "Urbanisme › Llicències",
            "state": "done",
            "state_label": "Signat",
        },
        {
            "title": LONG_TITLE,
            "icon": "docx",
            "type": "Proposta",
            "pages": 31,
            "place": "Hisenda › Pressupost",
            "date": today - datetime.timedelta(days=40),
            "state": "attention",
            "state_label": "Pendent de signatura",
            "locked": True,
        },
        {
            "title": "Inventari de béns 2025",
            "icon": "sheet",
            "type": "Full de càlcul",
            "date": today - datetime.timedelta(days=300),
            "place": "Patrimoni",
            "state": "",
            "state_label": "",
        },
    ]


def _events(now: datetime.datetime) -> list[dict]:
    return [
        {
            "title": "Festa local: Sant Martí",
            "all_day": True,
            "starts": now,
            "calendar": "Calendari laboral",
            "hue": 4,
        },
        {
            "title": "Comissió Especial de Comptes",
            "starts": now.replace(hour=18),
            "place": "Sala petita",
            "calendar": "Comissions",
            "hue": 1,
        },
        {
            "title": LONG_TITLE,
            "starts": now.replace(hour=19),
            "place": "Sala de plens",
            "hue": 3,
            "provisional": True,
            "calendar": "Urbanisme",
        },
        {
            "title": "Visita d'obra a la llar d'infants",
            "starts": now.replace(hour=20),
            "place": "Carrer Nou, 4",
            "calendar": "Alcaldia",
            "hue": 6,
            "cancelled": True,
        },
    ]


def _facets() -> list[dict]:
    return [
        {"label": "Informe", "count": 64, "url": "#", "active": True},
        {"label": "Decret", "count": 31, "url": "#"},
        {"label": "Certificat de l'acord del Ple amb l'informe d'intervenció", "count": 1_204, "url": "#"},
    ]


def _facts() -> list[dict]:
    return [
        {"label": "Expedient", "value": "2026/0031 Llicència d'obres majors, carrer Major 12", "url": "#"},
        {"label": "Sèrie", "value": "Llicències d'obres majors"},
        {"label": "Obert", "value": "12 de març de 2026"},
        {"label": "Tramitadora", "value": "Núria Puig i Serra", "url": "#"},
        {"label": "Sense valor", "value": ""},
    ]


def _many_rows() -> list[dict]:
    return [
        {"number": f"2026/{n:04}", "subject": subject, "phase": phase, "days": days}
        for n, subject, phase, days in (
            (31, "Llicència d'obres majors, carrer Major 12", "Instrucció", 2),
            (32, "Baixa de gual permanent", "Inici i ordenació", 0),
            (33, LONG_TITLE, "Finalització i resolució", 14),
            (34, "Contracte menor de subministrament de fanals", "Instrucció", 5),
            (35, "Subvenció al Club Patí Vilaexemple", "Instrucció", 128),
        )
    ]


def _tabs() -> list[dict]:
    return [
        {"label": "Pàgines", "url": "#", "current": True},
        {"label": "Versions", "url": "#", "count": 3},
        {"label": "Signatures", "url": "#", "count": 0},
        {"label": "Qui ho pot veure", "url": "#"},
    ]


def _tree() -> list[dict]:
    licences = [
        {"label": "Llicències d'obres majors", "url": "#", "count": 412, "current": True},
        {"label": "Comunicacions prèvies d'obres menors i d'ocupació de la via pública", "url": "#", "count": 1_038},
    ]
    planning = [
        {"label": "Intervenció en l'edificació", "url": "#", "count": 1_450, "open": True, "children": licences},
        {"label": "Planejament", "url": "#", "count": 37},
    ]
    return [
        {"label": "Urbanisme i obres", "url": "#", "count": 1_487, "open": True, "children": planning},
        {"label": "Hisenda", "url": "#", "count": 920, "children": [{"label": "Pressupost", "url": "#", "count": 88}]},
        {"label": "Pendent de classificar", "url": "#", "count": 0},
    ]


def _views() -> list[dict]:
    names = ("Mes", "Setmana", "Dia", "Llista")
    return [{"label": name, "url": "#", "current": name == "Setmana"} for name in names]
