"""People, units, bodies and memberships, after the Popolo model: who is what, from when to when."""

from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.models import AbstractUser
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin

from intranet.access.models import Principal, Scope
from intranet.people import recovery
from intranet.people.networks import validate_networks
from intranet.people.querysets import DatedQuerySet, PersonManager, RecoveryCodeQuerySet


class Municipality(models.Model):
    """The town hall of this installation: exactly one row."""

    name = models.CharField(_("name"), max_length=120)
    ine_code = models.CharField(_("INE code"), max_length=10, blank=True)
    dir3_code = models.CharField(_("DIR3 code"), max_length=10, blank=True)
    population = models.PositiveIntegerField(_("inhabitants"), default=0)
    legal_members = models.PositiveSmallIntegerField(_("legal number of councillors"), default=7)
    accent = models.CharField(_("accent colour"), max_length=16, default="verd")
    # Networks counted as inside the building, in CIDR notation: only there a password is enough (op.acc.6 R8).
    trusted_networks = models.JSONField(
        _("networks of the town hall"), default=list, blank=True, validators=[validate_networks]
    )
    # The two local holidays of each year, as "MM-DD" or full dates.
    local_holidays = models.JSONField(_("local holidays"), default=list, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_municipality")]

    def __str__(self) -> str:
        return self.name


class DatedModel(models.Model):
    """Something in force from a day to a day, both included; without an end it goes on."""

    start_date = models.DateField(_("from"))
    end_date = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date__isnull=True) | Q(end_date__gte=F("start_date")),
                name="%(app_label)s_%(class)s_dates",
            )
        ]


class PrincipalOwner(models.Model):
    """Somebody, or a set of people, with a principal of their own, made at the first save."""

    principal_kind: Principal.Kind
    principal = models.OneToOneField(Principal, on_delete=models.PROTECT, related_name="%(class)s", editable=False)

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, **kwargs) -> None:
        if self.principal_id is None:
            self.principal = Principal.objects.create(kind=self.principal_kind, key=uuid4().hex, name=str(self))
        super().save(**kwargs)


class User(PrincipalOwner, AbstractUser):
    """A person who signs in. Never deleted while the record of accesses needs the number (op.acc.1)."""

    principal_kind = Principal.Kind.PERSON
    phone = models.CharField(_("telephone"), max_length=20, blank=True)

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        ordering = ["last_name", "first_name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in (self.first_name, self.last_name) if word).upper()


class Unit(PrincipalOwner):
    """A department or service of the town hall."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    principal_kind = Principal.Kind.UNIT

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Term(DatedModel):
    """A term of office (mandat)."""

    name = models.CharField(_("name"), max_length=40, unique=True)

    class Meta(DatedModel.Meta):
        ordering = ["-start_date"]

    def __str__(self) -> str:
        return self.name


class PoliticalGroup(models.Model):
    name = models.CharField(_("name"), max_length=120, unique=True)
    abbreviation = models.CharField(_("abbreviation"), max_length=20)
    in_government = models.BooleanField(_("in the government"), default=False)

    def __str__(self) -> str:
        return self.name


class Body(PrincipalOwner):
    """A collegiate body. The rules of its meetings hang on its kind."""

    class Kind(models.TextChoices):
        PLENARY = "plenary", _("plenary")
        LOCAL_BOARD = "local_board", _("local executive board")
        COMMITTEE = "committee", _("advisory committee")
        ACCOUNTS = "accounts", _("accounts committee")

    name = models.CharField(_("name"), max_length=120, unique=True)
    short_name = models.CharField(_("short name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    hue = models.PositiveSmallIntegerField(default=0)
    principal_kind = Principal.Kind.BODY
    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="body", editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = _("bodies")

    def __str__(self) -> str:
        return self.name


class Membership(DatedModel):
    """A person in a unit or in a body, with a position, on behalf of a group, for a time."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    group = models.ForeignKey(PoliticalGroup, on_delete=models.PROTECT, null=True, blank=True)
    position = models.CharField(_("position"), max_length=120, blank=True)

    class Meta(DatedModel.Meta):
        constraints = [
            *DatedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(unit__isnull=False, body__isnull=True) | Q(unit__isnull=True, body__isnull=False),
                name="membership_of_a_unit_or_a_body",
            ),
        ]
        indexes = [models.Index(fields=["person", "start_date", "end_date"], name="membership_by_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.unit or self.body}"


class RoleAssignment(DatedModel):
    """A role held for a time. Roles are what the rules speak of (domain §2), not job titles."""

    class Role(models.TextChoices):
        MAYOR = "mayor", _("mayor")
        COUNCILLOR = "councillor", _("councillor")
        SECRETARY = "secretary", _("secretary-auditor")
        CLERK = "clerk", _("clerk")
        SOCIAL_SERVICES = "social_services", _("social services")
        ARCHIVIST = "archivist", _("archivist")
        METHOD_LEAD = "method_lead", _("e-SET lead")
        SUPPORT = "support", _("support technician")
        TECHNICIAN = "technician", _("technician")

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta(DatedModel.Meta):
        indexes = [models.Index(fields=["person", "start_date", "end_date"], name="role_by_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"


class RecoveryDevice(ThrottlingMixin, Device):
    """A person's one-time codes, for the day when the telephone is lost. One for each person; its codes change."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user"], name="one_recovery_device")]

    def verify_token(self, token: str) -> bool:
        """Spend a code. Each answers once, even when two requests bring it at the same time."""
        allowed, _reason = self.verify_is_allowed()
        if not allowed:
            return False
        spent = self.codes.usable().filter(digest=recovery.digest(token)).spend()
        if spent:
            self.throttle_reset()
        else:
            self.throttle_increment()
        return spent

    def get_throttle_factor(self) -> int:
        return 1


class RecoveryCode(models.Model):
    """One code, kept as its hash. With an end, it is a rescue code that somebody of the town hall gave."""

    device = models.ForeignKey(RecoveryDevice, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)
    created = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = RecoveryCodeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "digest"], name="recovery_code_unique")]

    def __str__(self) -> str:
        return f"{self.device_id} · {self.created:%Y-%m-%d}"
