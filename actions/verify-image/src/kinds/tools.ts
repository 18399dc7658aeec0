import { described, list, nullable, open, optional, text } from "@lablink-actions/shape";
import { failed, type Judgement, judged, type Kind, passed } from "./kind.ts";
import python from "./tools.py";
import { distributionName } from "./written.ts";

const seenTool = open({ version: optional(nullable(text())) });

/** Distributions that development has and production has not. */
export const tools: Kind<readonly string[]> = {
  shape: described(
    "Distributions that are there on development, and are not on production.",
    list(distributionName),
  ),
  plan: (written, { channel }) =>
    written.map((tool) => ({
      name: `development tool ${tool}`,
      look: { kind: "tool", distribution: tool },
      judge: judged(seenTool, ({ version }) =>
        channel.name === "development" ? present(version) : absent(version),
      ),
    })),
  python,
};

function present(version: string | null | undefined): Judgement {
  return version ? passed(version) : failed("is not installed, on development");
}

function absent(version: string | null | undefined): Judgement {
  return version ? failed(`${version} is installed, on production`) : passed("absent");
}
