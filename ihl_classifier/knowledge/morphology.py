"""Inflected forms of verbs and nouns, English and French, for the lexicon's patterns.

A trained lemmatiser mangles verbs of violence, so the forms are made here: regular ones by spelling
rules, irregular ones from a table. Only the first word of a multi-word verb is inflected.
"""

from __future__ import annotations

import re

VOWELS = "aeiou"

IRREGULAR_EN: dict[str, tuple[str, ...]] = {
    verb: tuple(forms.split())
    for verb, forms in {
        "be": "is are was were been being am",
        "beat": "beat beats beaten beating",
        "bind": "binds bound binding",
        "bleed": "bleeds bled bleeding",
        "blow": "blows blew blown blowing",
        "break": "breaks broke broken breaking",
        "bring": "brings brought bringing",
        "build": "builds built building",
        "burn": "burns burned burnt burning",
        "buy": "buys bought buying",
        "catch": "catches caught catching",
        "come": "comes came coming",
        "cut": "cuts cut cutting",
        "deal": "deals dealt dealing",
        "die": "dies died dying",
        "dig": "digs dug digging",
        "draw": "draws drew drawn drawing",
        "drive": "drives drove driven driving",
        "drown": "drowns drowned drowning",
        "eat": "eats ate eaten eating",
        "fall": "falls fell fallen falling",
        "feed": "feeds fed feeding",
        "fight": "fights fought fighting",
        "find": "finds found finding",
        "fire": "fires fired firing",
        "flee": "flees fled fleeing",
        "forbid": "forbids forbade forbidden forbidding",
        "freeze": "freezes froze frozen freezing",
        "give": "gives gave given giving",
        "go": "goes went gone going",
        "hang": "hangs hanged hung hanging",
        "have": "has had having",
        "hide": "hides hid hidden hiding",
        "hit": "hits hit hitting",
        "hold": "holds held holding",
        "keep": "keeps kept keeping",
        "lay": "lays laid laying",
        "lead": "leads led leading",
        "leave": "leaves left leaving",
        "let": "lets let letting",
        "lie": "lies lay lain lying",
        "lose": "loses lost losing",
        "make": "makes made making",
        "mow": "mows mowed mown mowing",
        "overrun": "overruns overran overrunning",
        "put": "puts put putting",
        "run": "runs ran running",
        "say": "says said saying",
        "seek": "seeks sought seeking",
        "sell": "sells sold selling",
        "send": "sends sent sending",
        "set": "sets set setting",
        "shoot": "shoots shot shooting",
        "shut": "shuts shut shutting",
        "sink": "sinks sank sunk sinking",
        "slay": "slays slew slain slaying",
        "slit": "slits slit slitting",
        "spray": "sprays sprayed spraying",
        "steal": "steals stole stolen stealing",
        "strike": "strikes struck stricken striking",
        "string": "strings strung stringing",
        "strip": "strips stripped stripping",
        "sweep": "sweeps swept sweeping",
        "take": "takes took taken taking",
        "tear": "tears tore torn tearing",
        "tell": "tells told telling",
        "throw": "throws threw thrown throwing",
        "tie": "ties tied tying",
        "wear": "wears wore worn wearing",
        "become": "becomes became becoming",
        "begin": "begins began begun beginning",
        "bite": "bites bit bitten biting",
        "cast": "casts casting",
        "fling": "flings flung flinging",
        "get": "gets got gotten getting",
        "grind": "grinds ground grinding",
        "hear": "hears heard hearing",
        "kneel": "kneels knelt kneeled kneeling",
        "light": "lights lit lighted lighting",
        "meet": "meets met meeting",
        "pay": "pays paid paying",
        "read": "reads reading",
        "ride": "rides rode ridden riding",
        "rise": "rises rose risen rising",
        "see": "sees saw seen seeing",
        "shed": "sheds shedding",
        "sling": "slings slung slinging",
        "speak": "speaks spoke spoken speaking",
        "spread": "spreads spreading",
        "stand": "stands stood standing",
        "stick": "sticks stuck sticking",
        "swim": "swims swam swum swimming",
        "swing": "swings swung swinging",
        "teach": "teaches taught teaching",
        "win": "wins won winning",
        "write": "writes wrote written writing",
        "withhold": "withholds withheld withholding",
        "withdraw": "withdraws withdrew withdrawn withdrawing",
    }.items()
}
DOUBLING = frozenset(
    "kidnap drag drop rob stab trap rip stop bar ram plug gag whip flog rig strap ship pin plan wrap tip slap scrap "
    "hem propel compel expel gun dub refer deter transfer commit admit permit tar chop hog lob mob jab slam cram jam tug lug nab grab ban pen crop plot shun spot sap".split()
)
IRREGULAR_PLURALS = {
    "man": "men",
    "woman": "women",
    "child": "children",
    "person": "people",
    "wife": "wives",
    "life": "lives",
    "foot": "feet",
    "corpse": "corpses",
    "sheep": "sheep",
    "cattle": "cattle",
    "livestock": "livestock",
    "police": "police",
    "aircraft": "aircraft",
}


NOT_MEN = frozenset({"human", "german", "roman", "ottoman", "shaman", "talisman", "caiman"})


def english_verb(verb: str) -> tuple[str, ...]:
    """Return all forms of an English verb, the base first; the words after the first stay as they are."""
    first, _, rest = verb.partition(" ")
    tail = f" {rest}" if rest else ""
    return tuple(dict.fromkeys(form + tail for form in (first, *_english_forms(first))))


def _english_forms(verb: str) -> tuple[str, ...]:
    if verb in IRREGULAR_EN:
        return IRREGULAR_EN[verb]
    if "-" in verb:
        prefix, _, last = verb.rpartition("-")
        return tuple(f"{prefix}-{form}" for form in _english_forms(last))
    if verb.endswith("e"):
        return verb + "s", verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2] not in VOWELS:
        return verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    third = verb + ("es" if re.search(r"(s|x|z|ch|sh|o)$", verb) else "s")
    if verb in DOUBLING:
        return third, verb + verb[-1] + "ed", verb + verb[-1] + "ing"
    forms: tuple[str, ...] = (third, verb + "ed", verb + "ing")
    if verb.endswith("l") and verb[-2] in VOWELS and verb not in {"shell", "kill"}:
        forms += (verb + "led", verb + "ling")
    return forms


def english_noun(noun: str) -> tuple[str, ...]:
    """Return the singular and plural of an English noun; the last word of a phrase is inflected."""
    head, space, last = noun.rpartition(" ")
    if last in IRREGULAR_PLURALS:
        plural = IRREGULAR_PLURALS[last]
    elif re.search(r"man$", last) and last not in NOT_MEN:
        plural = last[:-2] + "en"
    elif last.endswith("wife"):
        plural = last[:-2] + "ves"
    elif last.endswith("s"):
        plural = last if not last.endswith("ss") else last + "es"
    elif re.search(r"(x|z|ch|sh)$", last):
        plural = last + "es"
    elif last.endswith("y") and len(last) > 2 and last[-2] not in VOWELS:
        plural = last[:-1] + "ies"
    else:
        plural = last + "s"
    return tuple(dict.fromkeys((noun, head + space + plural)))


ER_ENDINGS = (
    "er e es ons ez ent ais ait ions iez aient ai as a âmes âtes èrent é ée és ées ant era eront erait eraient"
).split()
IR_ENDINGS = ("ir is it issons issez issent issait issaient i ie is ies issant irent ira iront irait iraient").split()
RE_ENDINGS = ("re s  ons ez ent ait aient u ue us ues ant it irent ra ront rait raient").split(" ")
IRREGULAR_FR: dict[str, tuple[str, ...]] = {
    verb: tuple(forms.split())
    for verb, forms in {
        "prendre": "prend prennent prenait prenaient pris prise prises prit prirent prenant",
        "mettre": "met mettent mettait mettaient mis mise mises mit mirent mettant",
        "tenir": "tient tiennent tenait tenaient tenu tenue tenus tenues tint tinrent tenant",
        "détenir": "détient détiennent détenait détenaient détenu détenue détenus détenues détint détinrent détenant",
        "retenir": "retient retiennent retenait retenaient retenu retenue retenus retenues retint retinrent retenant",
        "abattre": "abat abattent abattait abattaient abattu abattue abattus abattues abattit abattirent abattant",
        "battre": "bat battent battait battaient battu battue battus battues battit battirent battant",
        "détruire": "détruit détruisent détruisait détruisaient détruite détruits détruites détruisit détruisirent "
        "détruisant",
        "contraindre": "contraint contraignent contraignait contraignaient contrainte contraints contraintes "
        "contraignit contraignirent contraignant",
        "faire": "fait font faisait faisaient faite faits faites fit firent faisant",
        "fuir": "fuit fuient fuyait fuyaient fui fuyant fuirent",
        "mourir": "meurt meurent mourait mouraient mort morte morts mortes mourut moururent mourant",
        "voler": "vole volent volait volaient volé volée volés volées vola volèrent volant",
        "recruter": "recrute recrutent recrutait recrutaient recruté recrutée recrutés recrutées recruta "
        "recrutèrent recrutant",
        "brûler": "brûle brûlent brûlait brûlaient brûlé brûlée brûlés brûlées brûla brûlèrent brûlant",
        "incendier": "incendie incendient incendiait incendiaient incendié incendiée incendiés incendiées incendia "
        "incendièrent incendiant",
        "dire": "dit disent disait disaient dite dits dites dirent disant",
        "ouvrir": "ouvre ouvrent ouvrait ouvraient ouvert ouverte ouverts ouvertes ouvrit ouvrirent ouvrant",
        "interdire": "interdit interdisent interdisait interdisaient interdite interdits interdites interdisant",
        "pendre": "pend pendent pendait pendaient pendu pendue pendus pendues pendit pendirent pendant",
    }.items()
}


def french_verb(verb: str) -> tuple[str, ...]:
    """Return the common forms of a French verb (present, past, participles, future), the infinitive first."""
    first, _, rest = verb.partition(" ")
    tail = f" {rest}" if rest else ""
    return tuple(dict.fromkeys(form + tail for form in (first, *_french_forms(first))))


def _french_forms(verb: str) -> tuple[str, ...]:
    if verb in IRREGULAR_FR:
        return IRREGULAR_FR[verb]
    if verb.endswith("er"):
        stem = verb[:-2]
        forms = [stem + ending for ending in ER_ENDINGS]
        if stem.endswith("g"):
            forms += [stem + "ea", stem + "eait", stem + "eaient", stem + "eant"]
        elif stem.endswith("c"):
            soft = stem[:-1] + "ç"
            forms += [soft + "a", soft + "ait", soft + "aient", soft + "ant"]
        if match := re.search(r"(.*)(e|é)([^aeiouyé]{1,2})$", stem):
            grave = f"{match[1]}è{match[3]}"
            forms += [grave + "e", grave + "ent", grave + "era", grave + "eront"]
        return tuple(forms)
    if verb.endswith("ir"):
        return tuple(verb[:-2] + ending for ending in IR_ENDINGS)
    if verb.endswith("re"):
        return tuple(verb[:-2] + ending for ending in RE_ENDINGS)
    return (verb,)


def french_noun(noun: str) -> tuple[str, ...]:
    """Return the singular and plural of a French noun; the first word of a phrase is inflected."""
    first, space, rest = noun.partition(" ")
    if first in ("de", "d'", "du", "des", "en", "au", "aux", "pour", "par", "sur", "non", "à"):
        return (noun,)
    if first.endswith(("s", "x", "z")):
        plural = first
    elif first.endswith(("eau", "eu")):
        plural = first + "x"
    elif first.endswith("al"):
        plural = first[:-2] + "aux"
    else:
        plural = first + "s"
    return tuple(dict.fromkeys((noun, plural + space + rest)))
