"""What songs of another studio were made with: personas that the same key knows, and recipes."""

from ...models import Persona, ProviderAccount, Recipe
from ...operations import registry
from ...operations.reuse import SettingsForm, has_settings, typed
from . import foreign, ids

DAY = 24 * 3600  # seconds


def personas(owner, lines, songs):
    """{UUID in the other studio: persona}. `songs` are those that came, by theirs. Under another key a persona is of no
    use; and one that somebody else here has stays theirs."""
    account = ProviderAccount.objects.for_person(owner)
    found = {}
    for told in lines:
        provider_id = ids.known(told.get("provider_id"))
        if provider_id and ids.is_of(account, told.get("account")) and not _is_anothers(owner, provider_id):
            song = songs.get(foreign.line(told.get("track"), 36))
            facts = _persona(told) | {"account": account, "track": song}
            persona, _is_new = Persona.objects.get_or_create(
                owner=owner, provider_id=provider_id, defaults=facts
            )
            found[foreign.line(told.get("uuid"), 36)] = persona
    return found


def _is_anothers(owner, provider_id):
    return Persona.objects.filter(provider_id=provider_id).exclude(owner=owner).exists()


def _persona(told):
    kind, made_at = told.get("kind"), foreign.moment(told.get("created_at"))
    return {
        "kind": kind if kind in Persona.Kind.values else Persona.Kind.STYLE,
        "name": foreign.line(told.get("name"), 80) or "?",
        "description": foreign.text(told.get("description"), 5000),
        "style": foreign.text(told.get("style"), 5000),
        "vocal_start": foreign.number(told.get("vocal_start"), 0, DAY),
        "vocal_end": foreign.number(told.get("vocal_end"), 0, DAY),
    } | ({"created_at": made_at} if made_at else {})


def recipe(owner, told, personas):
    """One of their own, shared with nobody yet, unless it is here; what its operation's form would not take is left out."""
    name, operation = foreign.line(told.get("name"), 120), _operation(told)
    if not name or not has_settings(operation):
        return
    params = _settings(owner, operation, told.get("params"), personas)
    if params and not Recipe.objects.of(owner).filter(name=name, operation=operation.slug).exists():
        note = foreign.text(told.get("note"), 2000)
        Recipe.objects.create(owner=owner, name=name, note=note, operation=operation.slug, params=params)


def _operation(told):
    slug = told.get("operation")
    return registry.OPERATIONS.get(slug) if isinstance(slug, str) else None


def _settings(owner, operation, told, personas):
    told = {name: _plain(value) for name, value in told.items()} if isinstance(told, dict) else {}
    persona = personas.get(told.pop("persona_id", None))
    data = {name: typed(value) for name, value in told.items() if value is not None}
    data |= {"persona_id": str(persona.uuid)} if persona else {}
    form = SettingsForm(data, operation=operation, owner=owner)
    form.is_valid()  # what is wrong with one setting takes nothing from the others
    return {name: value for name, value in form.settings().items() if name in data}


def _plain(value):
    """A setting as it may stand in a form; None for what is none."""
    if isinstance(value, list):
        return [line for each in value[:20] if (line := foreign.text(each, 2000))]
    if isinstance(value, str):
        return foreign.text(value, 20_000)
    return value if isinstance(value, int | float) else None
