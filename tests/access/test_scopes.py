"""Who may see what: grants flow down, cuts stop them, time ends them (design §2)."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from docs_library.documents.models import Document
from intranet.access import services
from intranet.access.models import EffectiveGrant, Grant, Level
from intranet.access.policies import can_edit, can_read, get_visible_or_404, require
from intranet.access.principals import everyone_signed_in, role, staff
from intranet.access.scopes import readable_scope_ids
from tests.factories import give, make_document, make_node, make_person, make_scope, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(town):
    return make_person("anna.clerk", roles=["clerk"], units=[make_unit("Registre")])


def test_a_grant_reaches_the_whole_branch_and_nobody_else(clerk, stranger):
    root = make_scope("node")
    leaf = make_scope("node", parent=make_scope("node", parent=root))
    give(clerk, root)
    assert leaf.pk in readable_scope_ids(clerk)
    assert leaf.pk not in readable_scope_ids(stranger)


def test_a_cut_scope_takes_nothing_from_above(clerk):
    root = make_scope("node")
    cut = make_scope("node", parent=root, inherits=False)
    below = make_scope("node", parent=cut)
    give(clerk, root)
    assert {cut.pk, below.pk}.isdisjoint(readable_scope_ids(clerk))


def test_cutting_and_joining_again_is_felt_at_once(clerk):
    root = make_scope("node")
    leaf = make_scope("node", parent=root)
    give(clerk, root)
    services.set_inheritance(None, leaf, inherits=False, reason="R: serveis socials")
    assert leaf.pk not in readable_scope_ids(clerk)
    services.set_inheritance(None, leaf, inherits=True)
    assert leaf.pk in readable_scope_ids(clerk)


def test_a_grant_counts_from_its_start_until_its_end(clerk):
    scope = make_scope("meeting")
    start = timezone.now()
    end = start + timedelta(hours=3)
    give(clerk, scope, valid_from=start, valid_to=end)
    assert scope.pk not in readable_scope_ids(clerk, at=start - timedelta(seconds=1))
    assert scope.pk in readable_scope_ids(clerk, at=start)
    assert scope.pk in readable_scope_ids(clerk, at=end - timedelta(seconds=1))
    assert scope.pk not in readable_scope_ids(clerk, at=end)


def test_revoking_ends_access_and_keeps_the_evidence(clerk):
    scope = make_scope("node")
    given = give(clerk, scope)
    services.revoke(None, given, reason="canvi de feina")
    assert scope.pk not in readable_scope_ids(clerk)
    assert Grant.objects.get(pk=given.pk).valid_to is not None


def test_revoking_a_grant_that_has_not_begun_leaves_none(clerk):
    given = give(clerk, make_scope("node"), valid_from=timezone.now() + timedelta(days=1))
    services.revoke(None, given)
    assert not Grant.objects.filter(pk=given.pk).exists()


@pytest.mark.parametrize("kind", ["unit", "role", "staff", "everyone", "person"])
def test_every_kind_of_principal_can_be_granted(kind, town):
    unit = make_unit("Obres")
    member = make_person("joan.obres", roles=["technician"], units=[unit])
    principal = {
        "unit": unit.principal,
        "role": role("technician"),
        "staff": staff(),
        "everyone": everyone_signed_in(),
        "person": member.principal,
    }[kind]
    scope = make_scope("node")
    give(principal, scope)
    assert scope.pk in readable_scope_ids(member)


def test_the_stranger_is_signed_in_but_not_staff(stranger):
    shared, internal = make_scope(), make_scope()
    give(everyone_signed_in(), shared)
    give(staff(), internal)
    assert readable_scope_ids(stranger) == {shared.pk}


def test_visitors_and_disabled_accounts_read_nothing(clerk):
    scope = make_scope()
    give(everyone_signed_in(), scope)
    assert readable_scope_ids(AnonymousUser()) == frozenset()
    clerk.is_active = False
    assert readable_scope_ids(clerk) == frozenset()


def test_superusers_are_not_special_in_the_reading_path(town):
    scope = make_scope("node")
    admin = make_person("admin.tecnic", is_superuser=True, is_staff=True)
    document = make_document(node=make_node(scope=scope))
    assert scope.pk not in readable_scope_ids(admin)
    assert not Document.objects.readable(admin).exists()
    assert not can_read(admin, document)


def test_levels_include_those_below(clerk):
    document = make_document(node=make_node())
    give(clerk, document.scope, "edit")
    assert can_read(clerk, document)
    assert can_edit(clerk, document)
    with pytest.raises(PermissionDenied):
        require(clerk, document, Level.MANAGE)


def test_hidden_is_404_and_visible_but_forbidden_is_403(clerk, stranger):
    document = make_document(node=make_node())
    give(clerk, document.scope)
    assert get_visible_or_404(Document, clerk, pk=document.pk) == document
    with pytest.raises(PermissionDenied):
        require(clerk, document, Level.EDIT)
    with pytest.raises(Http404):
        require(stranger, document, Level.EDIT)
    with pytest.raises(Http404):
        get_visible_or_404(Document, stranger, pk=document.pk)


def test_a_grant_on_a_branch_writes_scopes_not_documents(clerk, django_assert_max_num_queries):
    """Demand 5 of the peers: sharing a big branch is a few writes, whatever hangs below."""
    root = make_scope("node")
    node = make_node(scope=make_scope("node", parent=root))
    for _number in range(20):
        make_document(node=node)
    before = EffectiveGrant.objects.count()
    with django_assert_max_num_queries(30):
        give(clerk, root)
    assert EffectiveGrant.objects.count() - before == 2
    assert Document.objects.readable(clerk).count() == 20


def test_what_a_person_may_see_costs_the_same_with_one_scope_or_a_hundred(clerk, django_assert_num_queries):
    root = make_scope("node")
    give(clerk, root)
    make_document(node=make_node(scope=make_scope("node", parent=root)))

    def read():
        return list(Document.objects.readable(clerk).values_list("pk"))

    with django_assert_num_queries(3):
        read()
    for _number in range(30):
        make_document(node=make_node(scope=make_scope("node", parent=root)))
    with django_assert_num_queries(3):
        read()
