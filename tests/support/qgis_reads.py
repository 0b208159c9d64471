"""Run by QGIS's own Python: what QGIS makes of a server, as one line of JSON.

``python3 qgis_reads.py ADDRESS NETWORK PICTURE`` opens a network as OGC API - Features and as
vector tiles, and draws the tiles into a picture.
"""

import json
import sys

from qgis.core import (
    QgsApplication,
    QgsCoordinateTransform,
    QgsFeatureRequest,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorTileLayer,
)
from qgis.PyQt.QtCore import QSize

WIDTH, HEIGHT = 400, 300


def read_features(address, network):
    """Open the collection as its dialogue would, and read all of it and a part."""
    source = f"url='{address}/api/v1/ogc' typename='{network}' pagingEnabled='default'"
    layer = QgsVectorLayer(source, network, "OAPIF")
    part = QgsFeatureRequest(QgsRectangle(116.301, 39.901, 116.302, 39.902))
    return layer, {
        "valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "fields": [field.name() for field in layer.fields()],
        "households": {one["code"]: one["households"] for one in layer.getFeatures()},
        "areas": {one["code"]: one.geometry().area() for one in layer.getFeatures()},
        "part": [one["code"] for one in layer.getFeatures(part)],
    }


def draw_tiles(address, network, extent, picture):
    """Draw the network's tiles; say how many colours the picture has."""
    template = f"{address}/api/v1/tiles/{network}/{{z}}/{{x}}/{{y}}.mvt"
    tiles = QgsVectorTileLayer(f"type=xyz&url={template}&zmin=0&zmax=16", network)
    settings = QgsMapSettings()
    settings.setLayers([tiles])
    settings.setOutputSize(QSize(WIDTH, HEIGHT))
    settings.setDestinationCrs(tiles.crs())
    move = QgsCoordinateTransform(extent[0], tiles.crs(), QgsProject.instance())
    settings.setExtent(move.transformBoundingBox(extent[1]))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(picture)
    colours = {image.pixel(x, y) for x in range(WIDTH) for y in range(HEIGHT)}
    return {"tiles_valid": tiles.isValid(), "colours": len(colours)}


def main():
    """Read, draw and tell."""
    address, network, picture = sys.argv[1:]
    program = QgsApplication([], True)
    program.initQgis()
    layer, said = read_features(address, network)
    said |= draw_tiles(address, network, (layer.crs(), layer.extent()), picture)
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


main()
