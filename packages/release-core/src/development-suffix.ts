import { quote } from "./refusal.ts";
import { accept, type Result, refuse } from "./result.ts";

/** The end of every development tag. No production tag has it. */
export type DevelopmentSuffix = string & { readonly developmentSuffix: never };

/**
 * Reads the suffix of development tags. It begins with a hyphen and a letter, so a tag with it is never
 * `latest`, and never a version in its canonical spelling.
 *
 * @returns the suffix, or `suffix-invalid` (LA405)
 */
export function parseDevelopmentSuffix(text: string): Result<DevelopmentSuffix> {
  if (/^-[A-Za-z][A-Za-z0-9-]*$/.test(text) && !/latest$/i.test(text))
    return accept(text as DevelopmentSuffix);
  return refuse({
    name: "suffix-invalid",
    seen: `development-suffix is ${quote(text)}`,
    remedy:
      "Write a hyphen, a letter, and then letters, digits or hyphens, such as -test. It must not end in latest.",
  });
}
