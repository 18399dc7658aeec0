import type { Decision, Git } from "@lablink-actions/action-kit";
import {
  accept,
  combine,
  listing,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import type { Output } from "./declaration.ts";
import { readPages } from "./pages.ts";

interface CheckDocsPagesInputs {
  /** What mike has built on the local branch. */
  readonly version: string;
  /** The version on origin's branch that is the measure; undefined if there is none. */
  readonly comparedWith: string | undefined;
  readonly siteBranch: string;
  /** Whether any number of pages is accepted. */
  readonly fewerPages: boolean;
}

type Pages = ReadonlySet<string>;

// A tool that leaves pages out takes many, and a person who deletes a page or two means it.
const share = 0.1;
const few = 2;
const shown = 10;

/**
 * Compares what mike has built with what it replaces. A tool that generates pages may leave them out instead of
 * failing, for example if a package is not installed, and then the build is green without them.
 *
 * @returns the numbers of pages, or `docs-pages-missing` (LA655), `docs-site-unreadable` (LA652)
 */
export async function checkDocsPages(
  inputs: CheckDocsPagesInputs,
  git: Git,
): Promise<Result<Decision<Output>>> {
  const { version, comparedWith, siteBranch } = inputs;
  const read = combine({
    pages: await readPages(git, `refs/heads/${siteBranch}`, version),
    published:
      comparedWith === undefined
        ? accept(undefined)
        : await readPages(git, `refs/remotes/origin/${siteBranch}`, comparedWith),
  });
  if (!read.ok) return read;
  const { pages, published } = read.value;
  if (published !== undefined && !inputs.fewerPages) {
    const gone = [...published].filter((page) => !pages.has(page)).sort();
    if (isMuch(gone, published)) return refuse(missing(inputs, pages, published, gone));
  }
  return accept(describe(inputs, pages, published));
}

/** By their names: pages that are new must not hide that others are gone, and links to these break. */
function isMuch(gone: readonly string[], published: Pages): boolean {
  return gone.length > few && gone.length > published.size * share;
}

function missing(
  inputs: CheckDocsPagesInputs,
  pages: Pages,
  published: Pages,
  gone: readonly string[],
): Refusal {
  const { version, comparedWith } = inputs;
  const others = gone.length - shown;
  const named = [...gone.slice(0, shown), ...(others > 0 ? [`${others} more`] : [])];
  return {
    name: "docs-pages-missing",
    seen: `${version} was built with ${pages.size} pages, and ${comparedWith === version ? "on the site it" : `${comparedWith} on the site`} has ${published.size}. Missing: ${listing(named)}`,
    remedy:
      "If they are generated, install what generates them: the packages that are documented, for example. If they were deleted or renamed on purpose, run again with fewer-pages: true.",
  };
}

function describe(
  { version, comparedWith }: CheckDocsPagesInputs,
  pages: Pages,
  published: Pages | undefined,
): Decision<Output> {
  return {
    outputs: {
      pages: String(pages.size),
      "published-pages": published === undefined ? "" : String(published.size),
    },
    title: "Pages of the documentation",
    facts: [
      [version, `${pages.size} pages`],
      [
        "On the site",
        published === undefined
          ? "nothing to compare with"
          : `${published.size} pages of ${comparedWith}`,
      ],
    ],
  };
}
