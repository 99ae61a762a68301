"""The concept matcher: gaps, alternatives, guards, sentences."""

from __future__ import annotations

import json

import pytest

from ihl_classifier.knowledge.lexicon import ConceptFile, Lexicon
from ihl_classifier.language.concepts import ConceptMatcher
from ihl_classifier.language.tokens import blank, folded

WORDS = {
    "burial": {"en": {"phrases": ["not ... let|allow ... bury"]}},
    "blast": {"en": {"verbs": ["blow up"], "nouns": ["self-made bomb"], "not": ["blow up a photograph"]}},
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They did not at first let the families bury them.", {"burial": "not at first let the families bury"}),
        ("They did not let us pass. We could bury them.", {}),
        ("He let them bury the rest.", {}),
        ("Rebels blew up the mast.", {"blast": "blew up"}),
        ("She blew up a photograph of him.", {"blast": "blew up"}),
        ("She will blow up a photograph of him.", {}),
        ("Two self-made bombs were found.", {"blast": "self-made bombs"}),
    ],
)
def test_hits(text: str, found: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> None:
    files = {
        name: ConceptFile.model_validate_json(json.dumps({"id": name, "kind": "act", **words}))
        for name, words in WORDS.items()
    }
    nlp = blank("en")
    matcher = ConceptMatcher(nlp, Lexicon(files, tmp_path_factory.getbasetemp()), "en")
    doc = folded(nlp, text)
    sentence_of = [0] * len(doc)
    for token in doc:
        sentence_of[token.i] = sentence_of[token.i - 1] + (token.i > 0 and doc[token.i - 1].text == ".")
    assert {hit.concept: doc[hit.start : hit.end].text for hit in matcher.find(doc, sentence_of)} == found
