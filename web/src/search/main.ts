/** Every page: suggestions in the fields of search; and on the search page of a site of files, the hits. */

import { site } from "../site";
import { suggestBelow } from "./combobox";

for (const form of document.querySelectorAll<HTMLFormElement>("form[role=search]")) {
  const field = form.querySelector<HTMLInputElement>("input[type=search]");
  if (!field) continue;
  suggestBelow(field);
  if (site.index && form.closest("main")) void import("./page").then(({ answerBelow }) => answerBelow(form, field));
}
