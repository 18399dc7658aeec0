import type { ReportedPackage } from "../report-shape.ts";
import { nameOf, verdictIn } from "../summary.ts";
import { type Html, html, none } from "./html.ts";
import { anchorOf, classOf } from "./versions.ts";

/** One point on a lane. */
interface Dot {
  readonly time: number;
  readonly className: string;
  readonly title: string;
  readonly anchor: string;
}

interface Lane {
  readonly label: string;
  readonly isOfImages: boolean;
  readonly dots: readonly Dot[];
}

const laneHeight = 52;

/**
 * Releases and images over time, a lane for the index and one for each image. Places are percentages, so the picture
 * fits a phone without getting small. Without times there is no picture.
 */
export function lanes(packages: readonly ReportedPackage[]): Html {
  const all = packages.flatMap(lanesOf).filter(({ dots }) => dots.length > 0);
  const times = all.flatMap(({ dots }) => dots.map(({ time }) => time));
  if (times.length === 0) {
    return html`<p class="quiet">Neither the index nor the images say when they were made, so there is no picture of the time.</p>`;
  }
  const first = times.reduce((least, time) => Math.min(least, time));
  const last = times.reduce((most, time) => Math.max(most, time));
  // Two points at least are left free, so that no dot is cut.
  const place = (time: number) =>
    `${(2 + (last === first ? 48 : (96 * (time - first)) / (last - first))).toFixed(2)}%`;
  const height = all.length * laneHeight + 24;
  return html`<svg class="lanes" height="${height}" role="group" aria-label="Releases and images over time">
${all.map((lane, index) => laneOf(lane, index, place))}
<text x="2%" y="${height - 4}">${dayOf(first)}</text>
${first === last ? none : html`<text x="98%" y="${height - 4}" text-anchor="end">${dayOf(last)}</text>`}
</svg>
<p class="legend"><span>${mark("release", false)} release on the index</span><span>${mark("", true)} image as it should be</span><span>${mark("bad", true)} image with a finding</span><span>${mark("apart", true)} not compared</span></p>`;
}

function lanesOf(one: ReportedPackage): readonly Lane[] {
  const { images } = one;
  const releases = new Map<string, Dot>();
  for (const { version, published } of images.flatMap(({ versions }) => versions)) {
    if (published === null) continue;
    const [time, anchor] = [Date.parse(published), anchorOf(one, version)];
    const title = `${one.package} ${version}, published on ${dayOf(time)}`;
    releases.set(version, { time, anchor, title, className: "release" });
  }
  return [
    { label: one.package, isOfImages: false, dots: [...releases.values()] },
    ...images.map((image) => ({
      label: nameOf(image.image),
      isOfImages: true,
      dots: image.versions.flatMap((row): readonly Dot[] => {
        // A release without its image is shown where the image is missing.
        const time = row.built ?? (row.tags.length === 0 ? row.published : null);
        if (time === null || row.standing === "before") return [];
        const title = `${nameOf(image.image)} ${row.version}: ${verdictIn(row)}`;
        const className = classOf([row]) === "gap" ? "bad" : classOf([row]);
        return [{ time: Date.parse(time), className, title, anchor: anchorOf(one, row.version) }];
      }),
    })),
  ];
}

function laneOf({ label, isOfImages, dots }: Lane, index: number, place: (time: number) => string) {
  const y = index * laneHeight + 34;
  // Dots with findings are drawn last, so that others do not hide them.
  const sorted = dots.toSorted((left, right) => rank(left) - rank(right) || left.time - right.time);
  return html`<text x="0" y="${y - 16}">${label}</text><line x1="0" x2="100%" y1="${y}" y2="${y}"/>
${sorted.map(
  ({ time, className, title, anchor }) =>
    html`<a href="#${anchor}" aria-label="${title}"><title>${title}</title>${shape(place(time), y, className, isOfImages)}</a>`,
)}`;
}

function rank({ className }: Dot): number {
  return className === "bad" ? 1 : 0;
}

/** Releases are round and images are square, so that colours are not needed to tell them apart. */
function shape(x: string, y: number, className: string, isOfImages: boolean): Html {
  if (!isOfImages) return html`<circle class="dot ${className}" cx="${x}" cy="${y}" r="6"/>`;
  // A nested picture takes the percentage, and its square stands around that point.
  return html`<svg x="${x}" y="${y}" overflow="visible">${square(className)}</svg>`;
}

function square(className: string): Html {
  const turned = className === "bad" ? html` transform="rotate(45)"` : none;
  return html`<rect class="dot ${className}" x="-6" y="-6" width="12" height="12"${turned}/>`;
}

function mark(className: string, isOfImages: boolean): Html {
  return html`<svg viewBox="-8 -8 16 16" aria-hidden="true">${
    isOfImages ? square(className) : html`<circle class="dot ${className}" r="6"/>`
  }</svg>`;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
