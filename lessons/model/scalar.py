"""The scalar of a file before a field has said what it wants."""


class Plain(str):
    """A scalar that stood without quotation marks in the file; its characters are exactly those typed."""

    __slots__ = ()
