"""The engine on small rules of its own: roles, exclusion, dominance, companions, defeaters, together."""

from __future__ import annotations

from pathlib import Path

import pytest

from ihl_classifier.knowledge.rulebook import Rulebook
from ihl_classifier.knowledge.yaml_files import ConfigError
from ihl_classifier.language.reader import Reader
from ihl_classifier.reasoning.engine import Engine
from ihl_classifier.rules_folder import RulesFolder
from ihl_classifier.schema.terms import Grade, Stance, State

GENERAL = """
rule: 1
elements:
  attack: {act: attack}
  civilians_struck: {act: [kill, injure], patient: {any: [person], none: [fighter]}}
primary: {all: [attack, civilians_struck]}
secondary: civilians_struck
yields_to: [93]
defeated_by: [{id: exercise, when: {concept: threaten}, source: "a test"}]
"""
SPECIFIC = """
rule: 93
elements:
  sexual_act: {act: sexual_violence}
primary: sexual_act
"""
COMPANION = """
rule: 135
elements:
  children: {concept: child}
primary: {all: [children, {act: recruit}]}
companion_of: [{rules: any, when: {act: harm, patient: child}}]
"""
TOGETHER = """
rule: 96
elements:
  seizure: {act: abduct}
  harm_done: {act: kill}
primary: {together: [seizure, harm_done]}
"""


@pytest.fixture(scope="module")
def small(rules_folder: RulesFolder, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    root = tmp_path_factory.mktemp("rules")
    (root / "rules").mkdir()
    for number, text in enumerate((GENERAL, SPECIFIC, COMPANION, TOGETHER)):
        (root / "rules" / f"{number}.yaml").write_text(text, encoding="utf-8")
    return Engine(Rulebook.load(root, rules_folder.lexicon), rules_folder.lexicon)


@pytest.mark.parametrize(
    ("text", "rule", "grade", "because"),
    [
        ("Rebels attacked the market and killed six traders.", 1, Grade.PRIMARY, "elements"),
        ("Six traders were killed.", 1, Grade.SECONDARY, "elements"),
        ("Rebels attacked the post and killed six soldiers.", 1, None, ""),
        ("Rebels did not attack the market and killed nobody.", 1, None, ""),
        ("Rebels attacked the market, killed six traders and raped two women.", 1, Grade.SECONDARY, "yields to 93"),
        ("Rebels attacked the market, killed six traders and threatened others.", 1, None, "defeated"),
        ("Rebels killed a boy and a girl.", 135, Grade.SECONDARY, "beside 1"),
        ("Rebels killed two men.", 135, None, ""),
        ("Gunmen abducted a priest. He was killed the next day.", 96, Grade.PRIMARY, "elements"),
        ("Gunmen abducted a priest. It rained. The road was closed. A farmer was killed.", 96, None, ""),
    ],
)
def test_grades(small: Engine, reader: Reader, text: str, rule: int, grade: Grade | None, because: str) -> None:
    trace = small.run(reader.read(text))[rule]
    assert (trace.grade, trace.because) == (grade, because)


def test_a_patient_of_the_excluded_class_defeats(small: Engine, reader: Reader) -> None:
    trace = small.run(reader.read("Rebels killed six soldiers."))[1]
    assert trace.elements["civilians_struck"].state is State.DEFEATED


def test_the_trace_is_the_score(small: Engine, reader: Reader) -> None:
    for text in ("Rebels attacked the market and killed six traders.", "Six traders were killed.", "It rained."):
        for trace in small.run(reader.read(text)).values():
            expected = {Grade.PRIMARY: 1.0, Grade.SECONDARY: 0.5}.get(trace.grade) if trace.grade else None
            assert expected is None or trace.score == expected
            assert all(f.proofs for f in trace.elements.values() if f.state is not State.OPEN)


def test_the_stance_of_a_candidate_is_the_weakest_told(small: Engine, reader: Reader) -> None:
    trace = small.run(reader.read("Rebels reportedly attacked the market and killed six traders."))[1]
    assert trace.stance is Stance.ALLEGED


@pytest.mark.parametrize(
    ("text", "where", "hint"),
    [
        ("rule: 1\nelements: {attack: {act: atack}}\nprimary: attack\n", "elements.attack", "attack"),
        ("rule: 1\nelements: {attack: {act: attack}}\nprimary: atack\n", "", "attack"),
        ("rule: 1\nelements: {attack: {act: attack}}\nprimry: attack\n", "primry", "primary"),
        (
            "rule: 1\nelements: {attack: {act: attack, concept: kill}}\nprimary: attack\n",
            "elements.attack",
            "exactly one",
        ),
    ],
)
def test_faulty_rule_files_say_where(
    rules_folder: RulesFolder, tmp_path: Path, text: str, where: str, hint: str
) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "001.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        Rulebook.load(tmp_path, rules_folder.lexicon)
    assert where in str(caught.value)
    assert hint in str(caught.value)
    assert "001.yaml" in str(caught.value)
