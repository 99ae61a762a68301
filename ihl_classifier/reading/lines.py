"""What the lines of a page are: prose, headings, dates, list items, navigation."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:[’'\-.][^\W_]+)*")
_STOP = re.compile(r"[.!?…;,][\"”’'»)\]]*\Z")
_BULLET = re.compile(r"[ \t]*(?:[•◦▪‣●○■□►➢✓∙·*+–—-]|\d{1,3}[.)]|[a-z][.)]|\(?[ivx]{1,4}\))[ \t\u00a0]+")
_MARK = re.compile(r"[ \t]*[•◦▪‣●○■□►➢✓∙·*+–—-][ \t\u00a0]+")
_RULE = re.compile(r"[\s\-_=*~#.•|·–—]+\Z")
_VERBISH = re.compile(
    r"\b(?:[a-zà-ÿ]{2,}ed|was|were|is|are|has|have|had|been|be|shot|took|taken|fled|said|says|found|burnt|left|came|went|"
    r"held|hit|struck|beat|stole|stolen|set|fell|kept|sent|gave|died|ont|sont|était|étaient|[a-zà-ÿ]{3,}(?:é|ée|és|ées))\b"
)
_NAVIGATION = re.compile(
    r"""^\W*(?:
      (?:skip|jump|back|go|return)\ to\b|retour\b|aller\ au\b|read\ (?:more|next|also)\b|lire\ (?:aussi|la\ suite)\b|
      (?:main\ |site\ )?(?:menu|navigation|search|home|contents?|contact(?:\ us)?|about(?:\ us)?|sitemap)\W*$|
      (?:sommaire|accueil|recherche|share|print|next|partager|published\ (?:on|by)?)\W*$|share\ (?:this|on|via)\b|
      (?:sign|log)\ ?(?:in|out|up)\b|member\ sign|subscribe\b|s.abonner|newsletter\b|follow\ us\b|suivez|
      spread\ the\ word|pdf(?:\W|$)|download\b|t[ée]l[ée]charger|click\ (?:here|on)\b|cliquez|donate\b|loading\b|
      cookies?\b|we\ use\ cookies|accept\ (?:all|cookies)|privacy\b|terms\ (?:of|and)\b|
      all\ rights\ reserved|tous\ droits|copyright\b|©|advertisement|table\ of\ contents|special\ thanks\ to|
      last\ updated|updated\ on|posted\ (?:on|by)\b|accessed\b|browse\b|previous\b|figure\ [\d.]+|
      tags?\s*:|categor(?:y|ies)\s*:|related\ (?:articles|posts|content|links)|
      (?:photo|image|map|photo\ credit)\s*:|source\s*:\s*\S+$|
      (?:twitter|facebook|linkedin|you-?tube|instagram|flickr|medium|telegram|whatsapp)\s*:?\s*\S*\s*$|
      (?:e-?mail|tel|phone|fax)\s*:?\s*\S*\s*$
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_ADDRESS = re.compile(r"(?:https?://|www\.|\S+@\S+\.\w+|@\w+)\S*\Z|\b[A-Z]{2} \d{5}\Z|\A(?:c/o|P\.?O\.? Box)\b")


def words(text: str) -> list[str]:
    """Return the words of a line."""
    return _WORD.findall(text)


def is_rule(line: str) -> bool:
    """Return whether the line only draws a rule ("-----", "* * *")."""
    return bool(line.strip()) and _RULE.match(line.strip()) is not None


def is_navigation(line: str) -> bool:
    """Return whether a short line belongs to the page and not to the report: menus, sharing, addresses, credits."""
    bare = line.strip()
    return len(words(bare)) <= 15 and (_NAVIGATION.match(bare) is not None or _ADDRESS.search(bare) is not None)


def is_short(line: str) -> bool:
    """Return whether the line is as short as a heading and has no final stop."""
    bare = line.strip()
    return len(bare) <= 110 and 1 <= len(words(bare)) <= 13 and _STOP.search(bare) is None


def is_heading(line: str) -> bool:
    """Return whether the line has the form of a heading: short, no final stop, a capital or a number first."""
    bare = line.strip().lstrip("\"“‘'«([# ")
    return is_short(line) and bool(bare) and (bare[0].isupper() or bare[0].isdigit() or not bare[0].isascii())


def is_sentence(line: str) -> bool:
    """Return whether a short line without final stop still tells something, as a headline or a note does."""
    found = words(line)
    capitals = sum(word[0].isupper() for word in found[1:])
    return len(found) >= 5 and _VERBISH.search(line) is not None and capitals <= 0.5 * (len(found) - 1)


def bullet_length(line: str) -> int:
    """Return the length of the list mark that opens the line ("• ", "2) "), 0 where there is none."""
    match = _BULLET.match(line)
    return match.end() if match else 0


def mark_length(line: str) -> int:
    """Return the length of a list mark that says nothing ("• ", "- "); numbers and letters stay in the text."""
    match = _MARK.match(line)
    return match.end() if match else 0


def ends_sentence(line: str) -> bool:
    """Return whether the line ends as a sentence does."""
    return re.search(r"[.!?…:][\"”’'»)\]\d]*\Z", line.strip()) is not None
