"""Why a rule is a candidate: logic, engine, explanation, applicability."""
