"""Pictures as SVG 1.1: graphs laid out in columns, and charts of lanes. Pure functions from a picture to text.

Colours stand in presentation attributes, which every program reads, and in classes, by which the style sheet of
a page changes them for a dark screen. Texts are cut to their box; the whole of them stands beside the picture.
"""

from claims.dossier.drawing.pictures import Drawing, drawings, mirrored

__all__ = ["Drawing", "drawings", "mirrored"]
