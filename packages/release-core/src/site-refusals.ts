import type { Refusal } from "./refusal.ts";

/** `docs-site-unreadable` (LA652): what is on the documentation site is not known. */
export function unreadableSite(seen: string): Refusal {
  return {
    name: "docs-site-unreadable",
    seen: seen.replace(/\s+/g, " "),
    remedy:
      "Check out with fetch-depth: 0 before this step. If versions.json was edited by hand, fix it on the site's branch.",
  };
}
