from dataclasses import dataclass
@dataclass(frozen=True)
class Note:
    code: str
