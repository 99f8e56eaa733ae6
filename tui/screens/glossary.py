"""The glossary: techniques by family, and the yardstick."""

from lessons.i18n import _
from lessons.model.glossary import Glossary
from tui.screens.terms import TermsScreen


class GlossaryScreen(TermsScreen[None]):
    """Everything that can be looked up."""

    def __init__(self, glossary: Glossary) -> None:
        super().__init__(glossary, glossary.techniques, glossary.yardstick, _("Glossary"))
