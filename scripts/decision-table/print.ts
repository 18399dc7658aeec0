import type { Answer, ImageOutcome, Outcome } from "./run.ts";

/** The complete table: a row for each trigger and image, then the tags, then the refusals. */
export function decisionTable(outcomes: readonly Outcome[]): string {
  const tagSets = new TagSets();
  const rows = outcomes.flatMap((outcome) => tableRows(outcome, tagSets));
  const header = [
    "TRIGGER",
    "IMAGE",
    "DOCKERFILE",
    "PACKAGE",
    "VERSION",
    "SUFFIX",
    "TESTS",
    "TAG LIST",
  ];
  return [
    ...columns([header, ...rows]),
    "",
    ...tagSets.describe(),
    "Refusals",
    ...describeRefusals(outcomes),
  ].join("\n");
}

/** One run, as its log would show it. */
export function runInFull(outcome: Outcome): string {
  const { scenario, images } = outcome;
  const answers = answersOf(outcome);
  const title = (answer: Answer) => {
    const image = images.find(({ dockerfile, tags }) => dockerfile === answer || tags === answer);
    return image ? `${answer.action}: ${image.image}` : answer.action;
  };
  return [
    scenario.title,
    "",
    ...answers.flatMap((answer) => [
      title(answer),
      ...answer.log.trimEnd().split("\n").slice(1),
      "",
    ]),
  ].join("\n");
}

/** All that the actions said, in their order. */
export function answersOf({ run, images }: Outcome): readonly Answer[] {
  return [...run, ...images.flatMap(({ dockerfile, tags }) => [dockerfile, tags])];
}

/** For programs: what each action said, by the names of its outputs. */
export function outcomeJson({ scenario, run, images }: Outcome) {
  const { github } = scenario;
  return {
    trigger: scenario.title,
    event: github.event_name,
    ref: github.ref,
    ...Object.fromEntries(run.map((answer) => [answer.action, answerJson(answer)])),
    images: images.map(({ image, platform, dockerfile, tags }) => ({
      image,
      platform,
      "select-dockerfile": answerJson(dockerfile),
      "compute-tags": answerJson(tags),
    })),
  };
}

function answerJson({ outputs, refusals }: Answer) {
  return refusals.length > 0 ? { refusals } : { outputs };
}

function tableRows({ scenario, run, images }: Outcome, tagSets: TagSets): string[][] {
  const refused = run.filter(({ refusals }) => refusals.length > 0);
  if (refused.length > 0) return [[scenario.title, `refused: ${refused.map(names).join(", ")}`]];
  return images.map((outcome, index) => [
    index === 0 ? scenario.title : "",
    imageTitle(outcome, images),
    ...imageCells(outcome, images, tagSets),
  ]);
}

function imageCells(
  outcome: ImageOutcome,
  images: readonly ImageOutcome[],
  tagSets: TagSets,
): string[] {
  const { dockerfile, tags } = outcome;
  const refused = [dockerfile, tags].filter(({ refusals }) => refusals.length > 0);
  if (refused.length > 0) return [`refused: ${refused.map(names).join(", ")}`];
  const { outputs } = dockerfile;
  const version = outputs["build-args"]?.split("=")[1] ?? "";
  return [
    outputs["dockerfile"] ?? "",
    outputs["package-source"] === "pypi" ? "PyPI" : "local code",
    version || "–",
    outputs["tag-suffix"] || "none",
    outputs["run-dev-tests"] === "true" ? "run" : "not run",
    tagSets.number(outcome, imageTitle(outcome, images)) +
      (tags.outputs["can-push"] === "true" ? "" : ", not pushed"),
  ];
}

function imageTitle({ image, platform }: ImageOutcome, images: readonly ImageOutcome[]): string {
  return images.filter((it) => it.image === image).length > 1 ? `${image} ${platform}` : image;
}

/** The codes and names of an answer's refusals: the part before the first colon of each. */
function names({ refusals }: Answer): string {
  return [...new Set(refusals.map((message) => message.split(":")[0]))].join(", ");
}

/** Each message once, under the triggers that are refused by it. */
function describeRefusals(outcomes: readonly Outcome[]): string[] {
  const triggers = new Map<string, Set<string>>();
  for (const outcome of outcomes) {
    for (const message of answersOf(outcome).flatMap(({ refusals }) => refusals)) {
      triggers.set(message, (triggers.get(message) ?? new Set()).add(outcome.scenario.title));
    }
  }
  return [...triggers].map(([message, titles]) => `  ${[...titles].join("; ")}\n    ${message}`);
}

/** Most triggers give an image the same tags, except the commit's, so each set is printed once, with a number. */
class TagSets {
  readonly #sets = new Map<string, { number: string; title: string }>();

  number(outcome: ImageOutcome, image: string): string {
    const { outputs } = outcome.tags;
    const commits = /[0-9a-f]{40}/g;
    const text = (outputs["tags"] ?? "").replace(commits, "<sha>");
    const known = this.#sets.get(text);
    if (known) return known.number;
    const number = String(this.#sets.size + 1);
    this.#sets.set(text, { number, title: `${image}, ${outputs["channel"]}` });
    return number;
  }

  describe(): string[] {
    return [...this.#sets].flatMap(([text, { number, title }]) => [
      `Tags ${number}: ${title}`,
      ...text.split("\n").map((line) => `  ${line}`),
      "",
    ]);
  }
}

/** Rows with their cells under each other; the last cell of a shorter row may have any length. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const most = Math.max(...rows.map(({ length }) => length));
  const widths = Array.from({ length: most }, (_, index) =>
    Math.max(...rows.map((row) => (index < row.length - 1 ? (row[index] ?? "").length : 0))),
  );
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
