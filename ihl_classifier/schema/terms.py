"""The closed vocabularies of the Contract and the codebook."""

from __future__ import annotations

from enum import StrEnum


class Grade(StrEnum):
    """How strongly a text speaks for a rule (codebook, Grades)."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


class ReviewGrade(StrEnum):
    """What a reviewer says of a candidate."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    REJECTED = "rejected"


class Band(StrEnum):
    """Where a confidence falls; likely and possible are what the system proposes."""

    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"


class State(StrEnum):
    """The three values of the engine's logic: defeated < open < met."""

    MET = "met"
    OPEN = "open"
    DEFEATED = "defeated"


class Stance(StrEnum):
    """How a text tells something (codebook, Stance)."""

    ASSERTED = "asserted"
    ALLEGED = "alleged"
    CLAIMED = "claimed"
    DISPUTED = "disputed"
    DENIED = "denied"
    HYPOTHETICAL = "hypothetical"
    DOCTRINAL = "doctrinal"


class PartyKind(StrEnum):
    """Kinds of forces and named persons; ideology or side is never a kind."""

    STATE = "state"
    STATE_FORCES = "state_forces"
    POLICE = "police"
    ARMED_GROUP = "armed_group"
    COALITION = "coalition"
    MILITIA = "militia"
    PRIVATE_MILITARY = "private_military"
    PEACE_OPERATION = "peace_operation"
    DE_FACTO_AUTHORITY = "de_facto_authority"
    CRIMINAL_GROUP = "criminal_group"
    PERSON = "person"
    UNIDENTIFIED_ARMED = "unidentified_armed"
    UNIDENTIFIED_STATE = "unidentified_state"


class Role(StrEnum):
    """What an actor is in the incident (codebook, Parties and roles)."""

    PERPETRATOR = "perpetrator"
    AGENT = "agent"
    VICTIM = "victim"
    OBJECT = "object"
    TARGET = "target"
    CLAIMANT = "claimant"
    DENIER = "denier"
    SOURCE = "source"
    OTHER = "other"


class Link(StrEnum):
    """How a mention was linked to the registry."""

    NAMED = "named"
    ALIAS = "alias"
    INFERRED = "inferred"


class VictimStatus(StrEnum):
    """The status of persons harmed."""

    CIVILIAN = "civilian"
    HORS_DE_COMBAT = "hors_de_combat"
    FIGHTER = "fighter"
    UNKNOWN = "unknown"
    DISPUTED = "disputed"


class LawAnswer(StrEnum):
    """Whether a body of law covers the candidate; unknown means not in the table."""

    YES = "yes"
    ARGUABLY = "arguably"
    NO = "no"
    UNKNOWN = "unknown"
