"""Pictures: each is laid out as plain shapes, which are then drawn with Matplotlib.

>>> from twinmlp.plots.curves import layout_curve
>>> from twinmlp.plots.draw import picture_bytes
>>> picture = layout_curve({"native": [0.5, 0.3, 0.2]}, "Loss before each epoch")
>>> picture_bytes(picture, "svg")[:5]
b'<?xml'

- shapes: a picture as data; draw: drawing it; axes: a frame with scales
- curves, boundary, network, heat, animation: one kind of picture each
- notation, steps, tables, html: the named steps of a training step as tables
- case: every picture of a case
"""
