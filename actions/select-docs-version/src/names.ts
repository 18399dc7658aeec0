import { accept, listing, quote, type Result, refuse } from "@lablink-actions/release-core";

// Other names that the site has at its root: the alias, and the files of mike, mkdocs, GitHub Pages and web servers.
const taken = [
  "latest",
  "index.html",
  "versions.json",
  "404.html",
  "CNAME",
  "robots.txt",
  "sitemap.xml",
  "sitemap.xml.gz",
];

/** Compared without case, because some file systems that a site is copied to know no case. */
function isTaken(name: string): boolean {
  return taken.some((one) => one.toLowerCase() === name.toLowerCase());
}

/**
 * A version is one folder of the site, a part of links, and a word on mike's command line.
 *
 * @returns the name, or `docs-version-invalid` (LA651)
 */
export function readName(name: string): Result<string> {
  if (/^[A-Za-z0-9_][A-Za-z0-9._+-]*$/.test(name) && !isTaken(name)) return accept(name);
  return refuse({
    name: "docs-version-invalid",
    seen: `${quote(name)} cannot be the name of a version on the site`,
    remedy: `A version is one folder of the site: letters, digits, dots, hyphens, underscores and plus signs. It must not start with a dot or a hyphen, and must not be ${listing(taken, "or")}. Publish from a branch or tag with such a name, or give the branch another name on the site by branch-versions.`,
  });
}
