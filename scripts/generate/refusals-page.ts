import { refusalCodes } from "@lablink-actions/release-core";
import { refusalExplanations } from "@lablink-actions/release-core/refusal-explanations";

const groups: Readonly<Record<string, string>> = {
  LA1: "The trigger, and the versions given with it",
  LA2: "Version tags, package metadata and distribution files",
  LA3: "Dockerfiles",
  LA4: "Images and tags",
  LA5: "The configuration file",
  LA60: "Verification of an image",
  LA61: "Verification of an image: its container",
  LA62: "Deployments: where, what, and with which state",
  LA63: "Deployments: configuration and passwords",
  LA64: "Deployments: plan, apply, destroy, and test",
  LA65: "Documentation",
  LA66: "Provenance",
  LA68: "The audit of releases",
  LA7: "Registries and promotion",
  LA8: "The Python package index, and publishing to it",
  LA9: "Inputs, and the runner",
};

/** docs/refusals.md: every code with what it means and what fixes it. */
export function refusalsPage(): string {
  const sections = Object.entries(groups).map(([prefix, title]) => {
    const rows = (Object.keys(refusalCodes) as (keyof typeof refusalCodes)[])
      .filter((name) => refusalCodes[name].startsWith(prefix))
      .map((name) => {
        const { means, remedy } = refusalExplanations[name];
        return `### ${refusalCodes[name]} ${name}\n\n${asText(means)}\n\n**What to do:** ${asText(remedy)}\n`;
      });
    return [`## ${title}\n`, ...rows].join("\n");
  });
  return [
    "<!-- Generated from packages/release-core/src/refusal-codes.ts and refusal-explanations.ts: npm run generate -->\n",
    "# Refusals\n",
    "Every refusal has a code, and says what was seen and what to do. A code never changes its meaning. A refusal fails the step and sets no outputs. All problems that a step finds are reported together. This page says what each code means in general. The message of the run has the values.\n",
    ...sections,
  ].join("\n");
}

function asText(text: string): string {
  return text.replaceAll("<", "&lt;");
}
