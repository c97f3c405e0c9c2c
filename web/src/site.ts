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

/** The first parts of the paths of IRIs that have a page. */
const PAGES = new Set(["id", "graph", "evidence", "quote", "ontology"]);

/** A page of the site by the path of its IRI, or by its name. */
export function pageOf(path: string): string {
  return `${site.root}${encodeURI(path)}${site.suffix}`;
}

/** Where a link to an IRI leads: a page of this site, or an address on the web; "" for no link. */
export function addressOf(iri: string): string {
  if (site.base && iri.startsWith(site.base)) {
    const [path = "", fragment] = iri.slice(site.base.length).split("#");
    if (PAGES.has(path.split("/")[0] ?? "")) return `${pageOf(path)}${fragment ? `#${encodeURIComponent(fragment)}` : ""}`;
  }
  return /^(https?:\/\/|mailto:)/i.test(iri) ? iri : "";
}
