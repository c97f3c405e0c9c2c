/** Where the rows of an answer are on a map: by latitude and longitude, or by a point in WKT. */

import { numberOf, type Row, type Rows, textOf } from "./terms";
import { addressOf } from "../site";

export interface Point {
  readonly longitude: number;
  readonly latitude: number;
  /** What is there, a line each. */
  readonly names: readonly string[];
  /** Its page; "" for none. */
  readonly address: string;
}

const LATITUDE = /^(lat|latitude)$/i;
const LONGITUDE = /^(lon|long|lng|longitude)$/i;
const WKT = "http://www.opengis.net/ont/geosparql#wktLiteral";
/** Longitude first; the coordinate system may stand before. Source: OGC GeoSPARQL 1.0, 8.5.1 */
const POINT = /^\s*(?:<[^>]*CRS84>|<[^>]*4326>)?\s*POINT\s*(?:Z\s*)?\(\s*(-?[\d.]+)\s+(-?[\d.]+)/i;
const MOST = 2000; // points drawn

/** One point for each place; rows at the same place are listed there. Empty when there are no coordinates. */
export function pointsOf(rows: Rows, prefixes: Readonly<Record<string, string>>): Point[] {
  const latitude = rows.vars.find((name) => LATITUDE.test(name));
  const longitude = rows.vars.find((name) => LONGITUDE.test(name));
  const wkt = rows.vars.find((name) => rows.bindings.some((row) => row[name]?.datatype === WKT));
  const where = (row: Row): [number, number] | undefined => {
    if (wkt !== undefined) return fromWkt(row[wkt]?.value ?? "");
    if (latitude === undefined || longitude === undefined) return undefined;
    const found: [number, number] = [degrees(row, longitude), degrees(row, latitude)];
    return found.every(Number.isFinite) ? found : undefined;
  };
  const others = rows.vars.filter((name) => name !== latitude && name !== longitude && name !== wkt);
  const places = new Map<string, { at: [number, number]; names: Set<string>; address: string }>();
  for (const row of rows.bindings) {
    const at = where(row);
    if (!at || Math.abs(at[1]) > 90 || Math.abs(at[0]) > 180) continue;
    const key = at.join(" ");
    const place = places.get(key) ?? { at, names: new Set<string>(), address: "" };
    const named = others.filter((name) => row[name]?.type === "literal" && numberOf(row[name]) === undefined);
    const said = named.map((name) => textOf(row[name], prefixes)).filter(Boolean);
    if (said.length > 0) place.names.add(said.slice(0, 2).join(" — "));
    place.address ||= others.map((name) => (row[name]?.type === "uri" ? addressOf(row[name].value) : "")).find(Boolean) ?? "";
    places.set(key, place);
    if (places.size >= MOST) break;
  }
  return [...places.values()].map(({ at: [x, y], names, address }) => ({
    longitude: x,
    latitude: y,
    names: [...names],
    address,
  }));
}

function degrees(row: Row, name: string): number {
  const term = row[name];
  return numberOf(term) ?? (term?.type === "literal" && term.value.trim() ? Number(term.value) : Number.NaN);
}

function fromWkt(text: string): [number, number] | undefined {
  const found = POINT.exec(text);
  if (!found) return undefined;
  const [first, second] = [Number(found[1]), Number(found[2])];
  // EPSG:4326 has the latitude first, CRS84, the default, the longitude.
  return /4326>/.test(text) ? [second, first] : [first, second];
}
