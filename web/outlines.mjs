// Makes src/lf2l_kg/pages/outlines.json: the outlines of countries that maps are drawn from.
//
//   npm install --no-save world-atlas@2 && node outlines.mjs
//
// The data are Natural Earth's, in the public domain (https://www.naturalearthdata.com), as world-atlas packs
// them in TopoJSON (https://github.com/topojson/world-atlas, ISC). Run it by hand, when they are to change:
// its result is committed, so that no build needs Node or the package.

import { readFileSync, writeFileSync } from "node:fs";

const NEAR = [-25, 30, 36, 71]; // west, south, east, north: drawn in detail
const SMALLEST = { near: 0.03, far: 1.5 }; // square degrees of a ring that is kept
const UNITS = { near: 20, far: 3 }; // of a degree: points are put on a grid

const read = (name) => JSON.parse(readFileSync(`node_modules/world-atlas/${name}.json`));

/** The rings of each country, in degrees. Source: https://github.com/topojson/topojson-specification#25-transforms */
function rings(topology) {
  const { scale, translate } = topology.transform;
  const arcs = topology.arcs.map((arc) => {
    let x = 0, y = 0;
    return arc.map(([dx, dy]) => {
      x += dx; y += dy;
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
    });
  });
  const ring = (indices) =>
    indices.flatMap((index, place) => {
      const points = index < 0 ? [...arcs[~index]].reverse() : arcs[index];
      return place ? points.slice(1) : points;
    });
  return topology.objects.countries.geometries.map((geometry) => {
    const polygons = geometry.type === "MultiPolygon" ? geometry.arcs : geometry.arcs ? [geometry.arcs] : [];
    return polygons.map((polygon) => ring(polygon[0]));
  });
}

const area = (ring) =>
  Math.abs(ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length];
    return sum + x * nextY - nextX * y;
  }, 0)) / 2;

const touches = (ring, [west, south, east, north]) =>
  ring.some(([x, y]) => x > west && x < east && y > south && y < north);

/** The steps from point to point of a grid, flat: neighbours share points, so that they share those of the grid. */
function encode(ring, units) {
  let beforeX = 0, beforeY = 0;
  return ring.flatMap(([x, y], place) => {
    const nowX = Math.round(x * units), nowY = Math.round(y * units);
    const step = [nowX - beforeX, nowY - beforeY];
    [beforeX, beforeY] = [nowX, nowY];
    return place && !step[0] && !step[1] ? [] : step;
  });
}

const select = (name, smallest, units, bounds) =>
  rings(read(name)).flat()
    .filter((ring) => touches(ring, bounds) && area(ring) >= smallest)
    .map((ring) => encode(ring, units))
    .filter((steps) => steps.length > 6);
const layer = (name, key, bounds) =>
  ({ bounds, units: UNITS[key], rings: select(name, SMALLEST[key], UNITS[key], bounds) });

const result = {
  source: "Natural Earth (public domain), by world-atlas 2",
  near: layer("countries-50m", "near", NEAR),
  far: layer("countries-110m", "far", [-180, -60, 180, 84]),
};
writeFileSync("../src/lf2l_kg/pages/outlines.json", `${JSON.stringify(result)}\n`);
