"""``dataset.jsonld``: the release described for search engines.

Source: https://schema.org/Dataset and
https://developers.google.com/search/docs/appearance/structured-data/dataset
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from lf2l_kg.base.ontology import Ontology

from .catalog import DESCRIPTION, KEYWORDS
from .distributions import Distribution, find_distributions
from .manifest import FileRecord, Published
from .statistics import Statistics
from .summary import class_labels

FILE_NAME = "dataset.jsonld"


def serialize_schema_org(
    files: Mapping[str, FileRecord],
    statistics: Statistics,
    ontology: Ontology,
    published: Published,
    *,
    name: str,
    since: date,
    issued: date,
) -> bytes:
    """A schema.org Dataset, as JSON-LD in the data's language."""
    french = published.language == "fr"
    publisher = {"@type": "Organization", "name": published.publisher or published.title_fr}
    described: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{published.base_iri}catalog#dataset",
        "name": published.title_fr if french else published.title_en,
        "alternateName": published.title_en if french else published.title_fr,
        "description": DESCRIPTION.in_language(published.language),
        "url": published.base_iri,
        "identifier": f"{published.base_iri}catalog#dataset",
        "version": name,
        "datePublished": since.isoformat(),
        "dateModified": issued.isoformat(),
        "license": published.licence,
        "isAccessibleForFree": True,
        "inLanguage": ["fr", "en"],
        "keywords": KEYWORDS.in_language(published.language).split(", "),
        "creator": publisher,
        "publisher": publisher,
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "@id": f"{published.base_iri}catalog",
            "url": published.base_iri,
        },
        "spatialCoverage": _places(statistics, published),
        **({"temporalCoverage": "/".join(statistics.years)} if statistics.years else {}),
        "distribution": [
            _download(told, files[told.file], published)
            for told in find_distributions(set(files), class_labels(ontology))
        ],
    }
    return json.dumps(described, ensure_ascii=False, indent=1).encode() + b"\n"


def _places(statistics: Statistics, published: Published) -> list[dict[str, Any]]:
    """What area the settings say, and the box around the places of the data."""
    places: list[dict[str, Any]] = [{"@type": "Place", "@id": published.spatial}]
    if statistics.box:
        west, south, east, north = statistics.box
        box = {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}
        places.append({"@type": "Place", "geo": box})
    return places


def _download(told: Distribution, record: FileRecord, published: Published) -> dict[str, str]:
    return {
        "@type": "DataDownload",
        "name": told.title.in_language(published.language),
        "encodingFormat": told.media_type,
        "contentUrl": f"{published.base_iri}dumps/{told.file}",
        "contentSize": f"{record.size} B",
        "sha256": record.sha256,
    }
