"""The functions lie in other files of the student's and are gathered here by star and by importlib."""

import importlib

from preparing.sets import *  # noqa: F403

_pictures = importlib.import_module("preparing.pictures")
shift, add_noise = _pictures.shift, _pictures.add_noise
