"""Who is invited to what in Vilaexemple, what they have said, and who acts for whom."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoGuest:
    """Somebody of the town hall by username, or somebody outside by name and address. No answer: it waits."""

    who: str = ""
    outside: str = ""
    answer: str = ""  # Attendee.Answer
    comment: str = ""


# By the title of the event, all of them in the weeks to come.
GUESTS = {
    "Reunió amb l’empresa de recollida de residus": (
        DemoGuest("joan.vilaseca"),
        DemoGuest("xavier.planas", answer="ACCEPTED"),
        DemoGuest("jordi.pons", answer="DECLINED", comment="Aquell matí soc al Consell Comarcal."),
        DemoGuest(outside="Clara Bonet <clara.bonet@residus.example>"),
    ),
    "Presentació del pressupost a les entitats": (
        DemoGuest("marta.soler"),
        DemoGuest("joan.vilaseca", answer="ACCEPTED"),
        DemoGuest("anna.riera", answer="TENTATIVE", comment="Si acabo la justificació a temps."),
        DemoGuest(outside="Pere Gual <secretaria@rossinyols.example>", answer="ACCEPTED"),
    ),
    "Coordinació de l’ajuda a domicili": (
        DemoGuest("elisenda.roca"),
        DemoGuest("montserrat.vidal", answer="ACCEPTED"),
    ),
}
# Whose agenda, and who acts in it.
DELEGATIONS = {"joan.vilaseca": "elisenda.roca"}
