/** A map of an answer: the outlines of countries that the server draws its maps from, and circles. */

import outlines from "../../../src/lf2l_kg/pages/outlines.json";
import { h, svg } from "../dom";
import { count } from "../language";
import type { Point } from "./points";

const WIDTH = 760;
const HEIGHT = 560;
const NARROWEST = 5; // degrees of longitude
const BEYOND = 40; // units around the picture where lines still go
const HIGHEST = 83; // degrees of latitude: Mercator's projection has no poles
const MOST_NAMES = 60;
const LETTER = 7.6; // units, on average

/** Rings as steps from point to point of a grid: longitude, latitude, by turns; see web/outlines.mjs. */
interface Layer {
  readonly bounds: readonly [number, number, number, number]; // west, south, east, north
  readonly units: number; // of the grid, a degree
  readonly rings: readonly (readonly number[])[];
}

interface Outlines {
  readonly near: Layer;
  readonly far: Layer;
}

/** A part of the world, in Mercator's projection. */
class Window {
  readonly scale: number;
  readonly west: number;
  readonly top: number;

  constructor(points: readonly Point[]) {
    const longitudes = points.map((point) => point.longitude);
    const heights = points.map((point) => mercator(point.latitude));
    const [west, east] = [Math.min(...longitudes), Math.max(...longitudes)];
    const [low, high] = [Math.min(...heights), Math.max(...heights)];
    const across = Math.max((east - west) * 1.25, NARROWEST);
    const tall = Math.max((high - low) * 1.3, (NARROWEST * HEIGHT) / WIDTH);
    this.scale = Math.min(WIDTH / across, HEIGHT / tall);
    this.west = (west + east) / 2 - WIDTH / this.scale / 2;
    this.top = (low + high) / 2 + HEIGHT / this.scale / 2;
  }

  x(longitude: number): number {
    return (longitude - this.west) * this.scale;
  }

  y(latitude: number): number {
    return (this.top - mercator(latitude)) * this.scale;
  }

  /** Whether a layer covers all of it. */
  isWithin([west, south, east, north]: Layer["bounds"]): boolean {
    return this.x(west) < 0 && this.x(east) > WIDTH && this.y(north) < 0 && this.y(south) > HEIGHT;
  }
}

/** The map, once the outlines are there; without them, the circles alone. */
export async function drawMap(points: readonly Point[]): Promise<HTMLElement> {
  const window = new Window(points);
  const land = await loadOutlines();
  const label = count(points.length, ["lieu sur la carte", "lieux sur la carte"], ["place on the map", "places on the map"]);
  const isLinked = points.some((point) => point.address);
  const drawing = svg("svg", {
    class: "map",
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: isLinked ? "group" : "img",
    "aria-label": label,
  });
  if (land) {
    const layer = window.isWithin(land.near.bounds) ? land.near : land.far;
    drawing.append(svg("path", { class: "land", d: layer.rings.map((ring) => path(ring, layer.units, window)).join("") }));
  }
  drawing.append(...points.map((point) => circle(point, window)));
  drawing.append(...names(points.slice(0, MOST_NAMES), window));
  return h("figure", {}, drawing, h("figcaption", { class: "quiet" }, label));
}

async function loadOutlines(): Promise<Outlines | undefined> {
  try {
    const response = await fetch(new URL(outlines, import.meta.url));
    return response.ok ? ((await response.json()) as Outlines) : undefined;
  } catch {
    return undefined;
  }
}

function circle(point: Point, window: Window): SVGElement {
  const told = svg("title", {}, point.names.join("\n"));
  const drawn = svg("circle", {
    cx: window.x(point.longitude).toFixed(1),
    cy: window.y(point.latitude).toFixed(1),
    r: (5 + 1.6 * Math.sqrt(point.names.length - 1 || 0)).toFixed(1),
  });
  return point.address ? svg("a", { href: point.address, class: "k-territory" }, told, drawn) : svg("g", { class: "k-territory" }, told, drawn);
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The names that find room beside their circle: right, left, above or below. */
function names(points: readonly Point[], window: Window): SVGElement[] {
  const places = points.map((point) => ({ point, x: window.x(point.longitude), y: window.y(point.latitude) }));
  const taken: Box[] = places.map(({ x, y }) => ({ left: x - 7, top: y - 7, right: x + 7, bottom: y + 7 }));
  return places.flatMap(({ point, x, y }, place) => {
    const name = (point.names[0] ?? "").split(" — ")[0] ?? "";
    const width = name.length * LETTER;
    const others = taken.filter((_, other) => other !== place);
    const tried: [string, number, number, number][] = [
      ["start", x + 11, y + 5, x + 11],
      ["end", x - 11, y + 5, x - 11 - width],
      ["middle", x, y - 11, x - width / 2],
      ["middle", x, y + 22, x - width / 2],
    ];
    for (const [anchor, at, base, left] of tried) {
      const box = { left, top: base - 13, right: left + width, bottom: base + 4 };
      if (name && isFree(box, others)) {
        taken.push(box);
        return svg("text", { x: at.toFixed(1), y: base.toFixed(1), "text-anchor": anchor, "aria-hidden": "true" }, name);
      }
    }
    return [];
  });
}

function isFree(box: Box, taken: readonly Box[]): boolean {
  const isInside = box.left >= 0 && box.right <= WIDTH && box.top >= 0 && box.bottom <= HEIGHT;
  return isInside && !taken.some((one) => one.left < box.right && box.left < one.right && one.top < box.bottom && box.top < one.bottom);
}

function path(ring: readonly number[], units: number, window: Window): string {
  let longitude = 0;
  let latitude = 0;
  let before = "";
  const steps: string[] = [];
  let isSeen = false;
  for (let at = 0; at + 1 < ring.length; at += 2) {
    longitude += ring[at] ?? 0;
    latitude += ring[at + 1] ?? 0;
    const x = window.x(longitude / units);
    const y = window.y(latitude / units);
    isSeen ||= x > -BEYOND && x < WIDTH + BEYOND && y > -BEYOND && y < HEIGHT + BEYOND;
    const step = `${within(x, WIDTH)} ${within(y, HEIGHT)}`;
    if (step !== before) steps.push(step);
    before = step;
  }
  // A ring that goes around the picture has no point in it, and yet all of the picture is its land.
  return steps.length > 2 && (isSeen || new Set(steps).size > 3) ? `M${steps.join("L")}z` : "";
}

function within(value: number, size: number): number {
  return Math.round(Math.min(Math.max(value, -BEYOND), size + BEYOND));
}

function mercator(latitude: number): number {
  const bounded = Math.min(Math.max(latitude, -HIGHEST), HIGHEST);
  return (180 / Math.PI) * Math.log(Math.tan(Math.PI / 4 + (bounded * Math.PI) / 360));
}
