import { expect } from "@jest/globals";
import {
  describeWith,
  digestAt,
  pushImage,
  registryProxy,
  runAction,
  startRegistry,
  type TestRegistry,
  tried,
} from "@lablink-actions/testkit";

const path = "owner/name";

/** Promotes an image as a version and as latest, at a registry that may be reached by another host. */
async function promote(registry: TestRegistry, version: string, host = registry.host) {
  const digest = await pushImage(registry, path, version);
  const ran = await runAction("promote-image", {
    event: "dispatch-prod",
    env: { HOME: "/nowhere", DOCKER_CONFIG: "/nowhere" },
    with: {
      source: `${host}/${path}@${digest}`,
      tags: [version, "latest"].map((tag) => `${host}/${path}:${tag}`).join("\n"),
    },
  });
  return { ran, digest };
}

describeWith("docker-registry", "with a real registry", () => {
  tried(
    "a docker-registry in which somebody has pushed the tags 20240101, 2024.11.25 and 4711",
    "latest moves to 1.0.1, and is held back by 1.1.0",
    async () => {
      await using registry = await startRegistry();
      for (const tag of ["20240101", "2024.11.25", "4711", "1234567"]) {
        await pushImage(registry, path, "a snapshot", tag);
      }
      const { ran, digest } = await promote(registry, "1.0.1");
      expect(ran).toMatchObject({ exitCode: 0, outputs: { "held-back": "[]" } });
      expect(await digestAt(registry, path, "latest")).toBe(digest);
      const higher = await promote(registry, "1.1.0");
      expect(higher.ran.exitCode).toBe(0);
      const lower = await promote(registry, "1.0.2");
      expect(lower.ran.exitCode).toBe(0);
      expect(await digestAt(registry, path, "1.0.2")).toBe(lower.digest);
      expect(await digestAt(registry, path, "latest")).toBe(higher.digest);
    },
    60_000,
  );

  tried(
    "a docker-registry whose list of tags comes in pages of three without a Link header, 9.9.9 on the second",
    "promoting 1.0.1 does not move latest back to it",
    async () => {
      await using registry = await startRegistry();
      for (const tag of ["0.1.0", "0.2.0", "0.3.0"]) await pushImage(registry, path, tag, tag);
      const highest = await pushImage(registry, path, "9.9.9", "9.9.9");
      await pushImage(registry, path, "9.9.9", "latest");
      await using paging = await registryProxy(
        registry.host,
        async ({ pathname, searchParams }) => {
          if (!pathname.endsWith("/tags/list")) return undefined;
          const answer = await registry.ask(path, "tags/list");
          const { tags } = (await answer.json()) as { tags: string[] };
          const sorted = tags.toSorted();
          const from = sorted.indexOf(searchParams.get("last") ?? "") + 1;
          return Response.json({ tags: sorted.slice(from, from + 3) });
        },
      );
      const { ran, digest } = await promote(registry, "1.0.1", paging.host);
      expect(ran.exitCode).toBe(0);
      expect(await digestAt(registry, path, "1.0.1")).toBe(digest);
      expect(await digestAt(registry, path, "latest")).toBe(highest);
    },
    60_000,
  );
});
