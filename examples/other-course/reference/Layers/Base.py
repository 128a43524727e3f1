"""What all layers share."""


class BaseLayer:
    """A layer without weights."""

    trainable = False
