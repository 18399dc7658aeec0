/** What files of an installed distribution's metadata say. */
import { quote } from "@lablink-actions/release-core";
import { checkJson, open, text } from "@lablink-actions/shape";

const directUrl = open({ url: text() });

/**
 * Why a distribution with this direct_url.json is not from an index (PEP 610): installers write the file for a folder,
 * a checkout and an archive, and never for what they took from an index.
 *
 * @param content undefined if there is no such file
 */
export function directUrlProblem(content: string | undefined): string[] {
  if (content === undefined) return [];
  const checked = checkJson(directUrl, content);
  const from = checked.ok ? quote(withoutLogin(checked.value.url)) : "a place it does not name";
  return [`it was not installed from an index, but from ${from} (direct_url.json)`];
}

/** An address as people may see it. */
export function withoutLogin(url: string): string {
  return url.replace(/^([\w+.-]+:\/\/)[^/@]*@/, "$1");
}

/** The tags in a WHEEL file. */
export function tagsIn(content: string): string[] {
  return content.split(/\r?\n/).flatMap((line) => /^Tag:\s*(\S+)\s*$/i.exec(line)?.[1] ?? []);
}
