import { expect } from "@jest/globals";
import {
  describeWith,
  digestAt,
  pushImage,
  registryProxy,
  runAction,
  startRegistry,
  tried,
} from "@lablink-actions/testkit";

const tags = Array.from({ length: 9 }, (_, index) => `floating-${index}`);

describeWith("docker-registry", "with a real registry", () => {
  tried(
    "20 images with 10 tags each, at a docker-registry that allows 20 requests at once and answers 429 to any more",
    "all 200 tags are written",
    async () => {
      await using registry = await startRegistry();
      let running = 0;
      let refused = 0;
      await using busy = await registryProxy(
        registry.host,
        async () => {
          if (running === 20) {
            refused++;
            return new Response("", { status: 429, headers: { "retry-after": "1" } });
          }
          running++;
          return undefined;
        },
        () => running--,
      );
      const paths = Array.from({ length: 20 }, (_, index) => `owner/image-${index}`);
      const digests = await Promise.all(paths.map((path) => pushImage(registry, path, path)));
      const promotions = paths.map((path, index) => ({
        source: `${busy.host}/${path}@${digests[index]}`,
        tags: ["0.1.0", ...tags].map((tag) => `${busy.host}/${path}:${tag}`),
      }));
      const ran = await runAction("promote-image", {
        event: "dispatch-prod",
        env: { HOME: "/nowhere", DOCKER_CONFIG: "/nowhere" },
        with: { promotions: JSON.stringify(promotions) },
        timeout: 100_000,
      });
      expect(ran.annotations).toEqual([]);
      expect(ran.exitCode).toBe(0);
      expect(JSON.parse(ran.outputs["promoted"] ?? "")).toHaveLength(200);
      for (const [index, path] of paths.entries()) {
        expect(await digestAt(registry, path, "floating-8")).toBe(digests[index]);
      }
      // A registry that says it is too busy is asked less often.
      expect(refused).toBeLessThan(100);
    },
    120_000,
  );
});
