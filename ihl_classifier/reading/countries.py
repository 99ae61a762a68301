"""Names of countries and territories in English and French, to see which one a title or heading is about."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

_TABLE = """
Afghanistan
Albania|Albanie
Algeria|Algérie
Angola
Argentina|Argentine
Armenia|Arménie
Australia|Australie
Austria|Autriche
Azerbaijan|Azerbaïdjan
Bahrain|Bahreïn
Bangladesh
Belarus|Bélarus|Biélorussie
Belgium|Belgique
Benin|Bénin
Bhutan|Bhoutan
Bolivia|Bolivie
Bosnia and Herzegovina|Bosnie-Herzégovine|Bosnia-Herzegovina|Bosnia|Bosnie
Botswana
Brazil|Brésil
Bulgaria|Bulgarie
Burkina Faso
Burundi
Cambodia|Cambodge
Cameroon|Cameroun
Canada
Central African Republic|République centrafricaine|Centrafrique|CAR
Chad|Tchad
Chile|Chili
China|Chine
Colombia|Colombie
Comoros|Comores
Costa Rica
Côte d'Ivoire|Ivory Coast|Cote d'Ivoire
Croatia|Croatie
Cuba
Cyprus|Chypre
Czechia|Tchéquie|Czech Republic
Democratic Republic of the Congo|République démocratique du Congo|DR Congo|DRC|RDC|RD Congo|Congo-Kinshasa
Denmark|Danemark
Djibouti
Dominican Republic|République dominicaine
Ecuador|Équateur
Egypt|Égypte
El Salvador|Salvador
Equatorial Guinea|Guinée équatoriale
Eritrea|Érythrée
Estonia|Estonie
Eswatini
Ethiopia|Éthiopie
Fiji|Fidji
Finland|Finlande
France
Gabon
Gambia|Gambie|The Gambia
Georgia|Géorgie
Germany|Allemagne
Ghana
Greece|Grèce
Guatemala
Guinea|Guinée
Guinea-Bissau|Guinée-Bissau|Guinea Bissau
Guyana
Haiti|Haïti
Honduras
Hungary|Hongrie
India|Inde
Indonesia|Indonésie
Iran
Iraq|Irak
Ireland|Irlande
Israel|Israël
Italy|Italie
Jamaica|Jamaïque
Japan|Japon
Jordan|Jordanie
Kazakhstan
Kenya
Kosovo
Kuwait|Koweït
Kyrgyzstan|Kirghizistan
Laos
Latvia|Lettonie
Lebanon|Liban
Lesotho
Liberia|Libéria
Libya|Libye
Lithuania|Lituanie
Madagascar
Malawi
Malaysia|Malaisie
Mali
Mauritania|Mauritanie
Mexico|Mexique
Moldova|Moldavie|Moldova
Mongolia|Mongolie
Montenegro|Monténégro
Morocco|Maroc
Mozambique
Myanmar|Birmanie|Burma
Namibia|Namibie
Nepal|Népal
Netherlands|Pays-Bas
New Zealand|Nouvelle-Zélande
Nicaragua
Niger
Nigeria|Nigéria
North Korea|Corée du Nord
North Macedonia|Macédoine du Nord
Norway|Norvège
Oman
Pakistan
Palestine|Occupied Palestinian Territory|occupied Palestinian territory|oPt|OPT|State of Palestine
Palestine|Gaza|Gaza Strip|bande de Gaza|West Bank|Cisjordanie|Territoire palestinien occupé
Panama
Papua New Guinea|Papouasie-Nouvelle-Guinée
Paraguay
Peru|Pérou
Philippines
Poland|Pologne
Portugal
Qatar
Republic of the Congo|République du Congo|Congo-Brazzaville
Romania|Roumanie
Russia|Russie|Russian Federation|Fédération de Russie
Rwanda
Saudi Arabia|Arabie saoudite
Senegal|Sénégal
Serbia|Serbie
Sierra Leone
Slovakia|Slovaquie
Slovenia|Slovénie
Solomon Islands|Îles Salomon
Somalia|Somalie
South Africa|Afrique du Sud
South Korea|Corée du Sud
South Sudan|Soudan du Sud
Spain|Espagne
Sri Lanka
Sudan|Soudan
Suriname
Sweden|Suède
Switzerland|Suisse
Syria|Syrie|Syrian Arab Republic
Taiwan|Taïwan
Tajikistan|Tadjikistan
Tanzania|Tanzanie
Thailand|Thaïlande
Timor-Leste|East Timor|Timor oriental
Togo
Tunisia|Tunisie
Türkiye|Turkey|Turquie|Turkiye
Turkmenistan|Turkménistan
Uganda|Ouganda
Ukraine
United Arab Emirates|Émirats arabes unis|UAE
United Kingdom|Royaume-Uni
United States|États-Unis|United States of America
Uruguay
Uzbekistan|Ouzbékistan
Venezuela
Vietnam|Viet Nam
Western Sahara|Sahara occidental
Yemen|Yémen
Zambia|Zambie
Zimbabwe
"""


@cache
def names() -> dict[str, str]:
    """Return every name in the table with the English name of its country."""
    rows = (line.split("|") for line in _TABLE.strip().splitlines())
    return {name: row[0] for row in rows for name in row}


@cache
def _pattern() -> re.Pattern[str]:
    """Return a pattern for any name; longer ones first, so that South Sudan is not Sudan; capitals as in the table."""
    choices = "|".join(re.escape(name) for name in sorted(names(), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{choices})(?![\w-])(?!\s+(?:River|Delta|Inland|City)\b)")


def countries_in(text: str) -> tuple[str, ...]:
    """Return the English names of the countries that `text` names, each once, in order; "Mali/Niger" gives two."""
    plain = text.replace("’", "'")
    found = [names()[match.group()] for match in _pattern().finditer(plain)]
    if not found and plain.isupper():
        found = [names()[match.group()] for match in _pattern().finditer(plain.title())]
    return tuple(dict.fromkeys(found))


def country_of(heading: str) -> str:
    """Return the one country that a title or heading is about, else "".

    Two that stand together with a slash come back so ("Israel/Palestine"); other lists of countries give "".
    """
    found = countries_in(heading)
    if len(found) == 1:
        return found[0]
    if len(found) == 2 and re.search(r"\w ?[/–] ?[A-ZÀ-Þ]|Israel and (?:Palestine|the )", heading):
        return "/".join(found)
    return ""


def prevailing_country(text: str) -> str:
    """Return the country that a whole text is about by count: named three times, and thrice as often as all others."""
    counts = Counter(names()[match.group()] for match in _pattern().finditer(text.replace("’", "'")))
    if not counts:
        return ""
    country, count = counts.most_common(1)[0]
    return country if count >= 3 and count >= 3 * (counts.total() - count) else ""
