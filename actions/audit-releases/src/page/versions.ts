import type { ReportedImage, ReportedPackage, ReportedRow } from "../report-shape.ts";
import { ageOf, nameOf, shortDigest, verdictIn } from "../summary.ts";
import { type Html, html, none } from "./html.ts";

/** One version of a package, with what each image has of it. */
interface Entry {
  readonly version: string;
  readonly rows: readonly { readonly image: ReportedImage; readonly row: ReportedRow }[];
}

/** The versions of a package as a list, newest first. */
export function versionList(one: ReportedPackage, now: number): Html {
  const entries = entriesOf(one);
  if (one.images.length === 0) return html`<p class="quiet">No image installs it.</p>`;
  if (entries.length === 0) return html`<p class="quiet">There is no version of it yet.</p>`;
  return html`<ol class="versions">${entries.map((entry) => entryOf(one, entry, now))}</ol>`;
}

/** The place of a version on the page. */
export function anchorOf({ package: name }: ReportedPackage, version: string): string {
  return `${name}-${version}`.toLowerCase().replace(/[^a-z0-9.-]/g, "-");
}

/** `gap`, `apart` if it was not compared, or nothing. */
export function classOf(rows: readonly ReportedRow[]): string {
  if (rows.some(({ findings }) => findings.length > 0)) return "gap";
  const isCompared = rows.some(({ standing }) =>
    ["released", "tagged", "unpublished"].includes(standing),
  );
  return isCompared ? "" : "apart";
}

function entriesOf({ images }: ReportedPackage): readonly Entry[] {
  const all = images.flatMap((image) => image.versions.map((row) => ({ image, row })));
  return [...Map.groupBy(all, ({ row }) => row.version)].map(([version, rows]) => ({
    version,
    rows,
  }));
}

function entryOf(one: ReportedPackage, { version, rows }: Entry, now: number): Html {
  const time = rows[0]?.row.published ?? rows[0]?.row.built ?? null;
  const day = time === null ? "time not known" : time.slice(0, 10);
  const age = time === null ? none : html` <span class="quiet">(${ageOf(time, now)})</span>`;
  return html`<li id="${anchorOf(one, version)}" class="${classOf(rows.map(({ row }) => row))}"><div class="line"><b>${version}</b><span class="quiet">${day}${age}</span><div>${rows.map(({ image, row }) => imageOf(image, row))}</div></div></li>
`;
}

function imageOf({ image }: ReportedImage, row: ReportedRow): Html {
  const verdict = verdictIn(row);
  const className = verdict.startsWith("✓") ? "good" : verdict.startsWith("✗") ? "bad" : "quiet";
  const line = html`<span class="image"><span class="${className}">${verdict}</span> ${nameOf(image)}</span>`;
  if (row.tags.length === 0) return line;
  const digests = new Set(row.tags.map(({ digest }) => shortDigest(digest)));
  return html`${line}<details><summary>${row.tags.length} ${row.tags.length === 1 ? "tag" : "tags"}: <code>${[...digests].join(", ")}</code></summary><table><tbody>${row.tags.map(
    ({ tag, digest }) =>
      html`<tr><th scope="row"><code>${tag}</code></th><td><code>${digest}</code></td></tr>`,
  )}</tbody></table></details>`;
}
