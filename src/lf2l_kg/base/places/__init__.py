"""Where the gazetteer's places come from: GeoNames, Babel, and two lists written by hand.

``regions.tsv`` holds regions, former regions and departments; the identifiers in it were copied from
GeoNames' ``admin1CodesASCII.txt``, 0 where that file does not settle them. ``countries.tsv`` holds
names of countries in use beside those that Babel knows. Both: UTF-8, tabs, a head line, alternative
names parted by semicolons.

Source: https://download.geonames.org/export/dump/readme.txt (CC BY 4.0)
"""
