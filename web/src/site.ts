/** What every page says of the site, by the attributes of its body. */

const told = document.body.dataset;

export const site = {
  /** What our IRIs begin with. */
  base: told["base"] ?? "",
  /** The way to the folder of the home page: "/", "../../". */
  root: told["root"] ?? "",
  /** How the addresses of pages end: ".html", ".en.html". */
  suffix: told["suffix"] ?? ".html",
  /** The file that is searched where the site is files; "" where there is a server. */
  index: told["index"] ?? "",
};

/** The first parts of the paths of IRIs that have a page: the page that shows answers says them beside its script. */
const paged = new Set(document.querySelector<HTMLElement>("script[data-pages]")?.dataset["pages"]?.split(" "));

/** A page of the site by the path of its IRI, or by its name; "" for the home page. */
export function pageOf(path: string): string {
  if (!path && site.suffix === ".html" && !site.index) return site.root;
  return `${site.root}${quoted(path || "index")}${site.suffix}`;
}

/** Where a link to an IRI leads: a place on this site, or an address on the web; "" for no link. */
export function addressOf(iri: string): string {
  if (site.base && iri.startsWith(site.base)) {
    const [path = "", fragment] = iri.slice(site.base.length).split("#");
    const isPage = !path || paged.has(path.split("/")[0] ?? "");
    const address = isPage ? pageOf(path) : `${site.root}${quoted(path)}`;
    return `${address}${fragment ? `#${encodeURIComponent(fragment)}` : ""}`;
  }
  return /^(https?:\/\/|mailto:)/i.test(iri) ? iri : "";
}

function quoted(path: string): string {
  return encodeURI(path).replaceAll("?", "%3F");
}
