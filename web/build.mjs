// Bundles the scripts of the pages into src/lf2l_kg/pages/assets/built/:
//
//   <name>-<hash>.js    one module for each entry below, and those that they share or load when needed
//   manifest.json       entry → file, for the templates; written last, so that what it names is there
//   licences.txt        of everything that is bundled
//
// The names hold a hash of the content, so that a browser may keep a file for ever.

import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const BUILT = join(HERE, "../src/lf2l_kg/pages/assets/built");
const MAKING = `${BUILT}.new`;
const ENTRIES = { query: "src/query/main.ts", search: "src/search/main.ts" };

await rm(MAKING, { recursive: true, force: true });
await mkdir(MAKING, { recursive: true });
const { metafile } = await build({
  absWorkingDir: HERE,
  entryPoints: ENTRIES,
  entryNames: "[name]-[hash]",
  chunkNames: "part-[hash]",
  assetNames: "[name]-[hash]",
  outdir: MAKING,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022"],
  minify: true,
  legalComments: "none", // they are in licences.txt
  loader: { ".json": "file" },
  metafile: true,
});

const files = {};
for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
  const name = Object.keys(ENTRIES).find((entry) => ENTRIES[entry] === entryPoint);
  if (name) files[name] = basename(file);
}
await writeFile(join(MAKING, "licences.txt"), await licences(Object.keys(metafile.inputs)));
await writeFile(join(MAKING, "manifest.json"), `${JSON.stringify(files, Object.keys(files).sort(), 2)}\n`);
await rm(BUILT, { recursive: true, force: true });
await rename(MAKING, BUILT);

/** The name, version and licence of each package that something was bundled from, in order. */
async function licences(inputs) {
  const found = inputs.map((path) => path.match(/^(node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1]);
  const told = await Promise.all(
    [...new Set(found.filter(Boolean))].sort().map(async (folder) => {
      const { name, version, license } = JSON.parse(await readFile(join(HERE, folder, "package.json"), "utf8"));
      const file = (await readdir(join(HERE, folder))).find((entry) => /^licen[cs]e/i.test(entry));
      if (!file) throw new Error(`${name} has no file with its licence`);
      const text = await readFile(join(HERE, folder, file), "utf8");
      return `${name} ${version} (${license})\n\n${text.trim()}\n`;
    }),
  );
  return told.join(`\n${"-".repeat(72)}\n\n`);
}
