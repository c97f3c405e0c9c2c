/** What the query page says of itself, by the attributes of its form. */

import { only } from "../dom";

export const form = only<HTMLFormElement>("form[data-terms]");
export const field = only<HTMLTextAreaElement>("textarea", form);

export const page = {
  /** Where queries are asked. */
  endpoint: form.action,
  /** The file of prefixes and terms. */
  terms: form.dataset["terms"] ?? "",
  /** The page of the editor, by which queries are shared. */
  editor: form.dataset["page"] ?? "",
};
