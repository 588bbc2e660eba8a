"""Industrial property rights."""

from enum import StrEnum


class Right(StrEnum):
    """The five rights an office keeps (WIPO ST.96 IPRightKind, grouped)."""

    PATENT = "patent"
    UTILITY_MODEL = "utility-model"
    DESIGN = "design"
    TRADE_MARK = "trade-mark"
    GEOGRAPHICAL_INDICATION = "geographical-indication"
