import { ownText } from "./own-files.ts";

/** What a publishing workflow is for. */
interface Publishing {
  /** The start of the name of its concurrency group. */
  readonly base: string;
  readonly packages: readonly string[];
  /** The patterns of their version tags. */
  readonly tags: readonly string[];
  /** The branch that a tagged commit must be on. */
  readonly branch: string;
  /** The file name of the workflow that builds images; undefined if there is none. */
  readonly images: string | undefined;
}

const example = "examples/lablink/.github/workflows/publish-pip.yml";

/** The example's publishing workflow, with what is the example's own replaced. */
export function publishingWorkflow({ base, packages, tags, branch, images }: Publishing): string {
  const [only = "", ...others] = packages;
  const isOne = others.length === 0;
  const changes: readonly Change[] = [
    [/(?<=tags: )\["\*_v\*"\]/, () => flowList(tags)],
    [/(?<=group: )publish(?=-)/, () => base],
    [/(?<=must be on )main(?=\.)/, () => branch],
    ...(isOne
      ? ([
          [/ {6}package:\n {8}description: Which package.*\n( {8}.*\n)+/, () => ""],
          [/\$\{\{ inputs\.package \}\}/g, () => only],
        ] as const)
      : ([[/(?<=options: )\[lablink-.*\]/, () => flowList(packages)]] as const)),
    ...(branch === "main" ? [] : ([[branchInput, withBranch(branch)]] as const)),
    images === undefined
      ? [
          /^ +(workflow: lablink-images\.yml|(image-versions|version-inputs|production-environments): \$.*)\n/gm,
          () => "",
        ]
      : [/(?<=workflow: )lablink-images\.yml/, () => images],
  ];
  return changes.reduce((text, [from, to]) => {
    if (text.search(from) < 0) {
      throw new Error(`${example} has no ${from}: correct publishing-workflow.ts`);
    }
    return text.replace(from, to);
  }, ownText(example));
}

/** What is replaced in the example, and by what. */
type Change = readonly [from: RegExp, to: (line: string, indentation: string) => string];

const branchInput = /^( +)tag-prefix: \$\{\{ steps\.packages\.outputs\.tag-prefix \}\}\n/gm;

function withBranch(branch: string): Change[1] {
  return (line, indentation) => `${line}${indentation}branch: ${JSON.stringify(branch)}\n`;
}

/** A list of texts in YAML. */
export function flowList(texts: readonly string[]): string {
  return `[${texts.map((text) => JSON.stringify(text)).join(", ")}]`;
}
