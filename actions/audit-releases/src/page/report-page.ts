import { createHash } from "node:crypto";
import { findingKinds, sentenceOf } from "../findings.ts";
import type { AuditReport, ReportedFinding, ReportedImage } from "../report-shape.ts";
import { nameOf, shortDigest } from "../summary.ts";
import { type Html, html, none } from "./html.ts";
import { lanes } from "./lanes.ts";
import { style } from "./style.ts";
import { versionList } from "./versions.ts";

/**
 * The report as one HTML file. It runs no script and asks nobody for anything, which its own policy enforces: only its
 * style sheet is allowed, by hash. Everything from outside is escaped.
 */
export function reportPage(report: AuditReport, now: number): string {
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const { packages, findings } = report;
  const troubles = packages.flatMap(({ troubles: own, images }) => [
    ...own,
    ...images.flatMap((image) => image.troubles),
  ]);
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Audit of releases: ${report.repository}</title>
<style>${{ text: style }}</style>
</head>
<body>
<a class="skip" href="#versions">To the versions</a>
<header>
<h1>Audit of releases: ${report.repository}</h1>
<p class="quiet">${report.created.slice(0, 16).replace("T", " ")} UTC${report.index === "" ? "" : `, against ${report.index}`}${report.since === "" ? "" : `, since ${report.since.replaceAll("\n", ", ")}`}</p>
${answer(report, troubles.length)}
</header>
<main>
${troubles.length === 0 ? none : html`<h2>Not read</h2><ul class="findings">${[...new Set(troubles)].map((trouble) => html`<li class="fails">${trouble}</li>`)}</ul>`}
${findings.length === 0 ? none : html`<h2 id="findings">Findings</h2><ul class="findings">${findings.map(findingOf)}</ul>`}
<h2>Time</h2>
${lanes(packages)}
<div id="versions">
<label class="only"><input type="checkbox" id="only"> Only versions with findings</label>
${packages.map(
  (one) => html`<section><h2>${one.package}</h2>
${one.images.map(imageOf)}
${versionList(one, now)}</section>
`,
)}
</div>
</main>
<footer>Made by audit-releases of lablink-actions.</footer>
</body>
</html>
`.text;
}

function answer({ findings }: AuditReport, troubles: number): Html {
  const failing = findings.filter(({ fails }) => fails).length;
  if (failing > 0) {
    const count = failing === 1 ? "1 finding needs" : `${failing} findings need`;
    return html`<p class="answer bad">✗ ${count} something done.</p>`;
  }
  if (troubles > 0) return html`<p class="answer bad">✗ Not everything could be read.</p>`;
  return html`<p class="answer good">✓ Packages and images agree.</p>`;
}

function findingOf({ kind, fails, seen, remedy, command }: ReportedFinding): Html {
  return html`<li class="${fails ? "fails" : ""}"><h3><span class="${fails ? "bad" : "note"}">${fails ? "✗" : "!"}</span> ${findingKinds[kind]} <span class="quiet">(${kind})</span></h3><p>${sentenceOf(seen)}</p><p>${remedy}</p>${
    command === "" ? none : html`<pre><code>${commandOf(command)}</code></pre>`
  }</li>
`;
}

/** A line may end only between words: a hyphen belongs to its option. */
function commandOf(command: string): readonly Html[] {
  return command
    .split(" ")
    .map((word, index) => html`${index === 0 ? "" : " "}<span>${word}</span>`);
}

function imageOf(image: ReportedImage): Html {
  if (image.troubles.length > 0)
    return html`<p class="bad">✗ ${image.image} could not be read.</p>`;
  const floating = image.floating.map(
    ({ tag, digest, version }) =>
      html`<tr><th scope="row"><code>${tag}</code></th><td>${version ?? "–"}</td><td><code>${digest === null ? "not there" : shortDigest(digest)}</code></td></tr>`,
  );
  return html`<p><code>${image.image}</code> <span class="quiet">${image.tags} tags, ${image["development-tags"]} of development builds</span></p>
<details><summary>Floating tags of ${nameOf(image.image)}</summary><table><thead><tr><th scope="col">Tag</th><th scope="col">Version</th><th scope="col">Digest</th></tr></thead><tbody>${floating}</tbody></table></details>`;
}
