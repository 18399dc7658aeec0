/** The bundle, cancelled as GitHub's runner does it. */
import { expect } from "@jest/globals";
import { type Fault, faultyRegistry, runAction, tried } from "@lablink-actions/testkit";
import { codesOf } from "./real-registry.ts";

const tags = ["linux-amd64-0.2.0", "0.2.0", "linux-amd64-latest", "latest"];

/** Promotes, and cancels the run when a tag is written for the first time. */
async function promoteUntil(cut: string, fault: (request: string) => Fault | undefined) {
  const { promise: cancelled, resolve: cancel } = Promise.withResolvers<void>();
  await using registry = await faultyRegistry((request) => {
    if (request === `PUT /v2/owner/name/manifests/${cut}`) cancel();
    return fault(request);
  });
  const image = `${registry.host}/owner/name`;
  const ran = await runAction("promote-image", {
    event: "dispatch-prod",
    with: {
      source: `${image}@${registry.digest}`,
      tags: tags.map((tag) => `${image}:${tag}`).join("\n"),
    },
    env: { HOME: "/nowhere", DOCKER_CONFIG: "/nowhere" },
    cancelled,
  });
  const moved = tags.filter((tag) => registry.digests.get(tag) === registry.digest);
  return { ran, moved, image };
}

tried(
  "A run that GitHub cancels while promote-image writes the first of four tags",
  "All four are written, and the step says that it finished first",
  async () => {
    const { ran, moved } = await promoteUntil("linux-amd64-0.2.0", () => undefined);
    expect(moved).toEqual(tags);
    expect(ran.exitCode).toBe(0);
    expect(ran.annotations).toMatchObject([
      { message: expect.stringContaining("The promotion was finished first.") },
    ]);
  },
);

tried(
  "The same, and the registry wants a wait that is longer than GitHub's",
  "It ends before GitHub ends it, and names the tags that moved and those that did not, in log and summary",
  async () => {
    const busy = { status: 503, headers: { "retry-after": "60" } };
    const { ran, moved, image } = await promoteUntil("0.2.0", (request) =>
      request === "PUT /v2/owner/name/manifests/0.2.0" ? busy : undefined,
    );
    expect(moved).toEqual(["linux-amd64-0.2.0"]);
    expect(codesOf(ran)).toEqual(["LA705"]);
    const said = `because the run was cancelled; moved: ${image}:linux-amd64-0.2.0; not moved: ${image}:0.2.0, ${image}:linux-amd64-latest and ${image}:latest`;
    expect(ran.annotations[0]?.message).toContain(said);
    expect(ran.log).toContain("the promotion ended half-way");
    expect(ran.summary).toContain("the promotion ended half-way");
  },
  30_000,
);
