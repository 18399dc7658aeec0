import { expect } from "@jest/globals";
import {
  copyTag,
  describeWith,
  type Labels,
  pushAttested,
  pushImage,
  pushIndex,
  runAction,
  startRegistry,
  type TestRegistry,
  tried,
} from "@lablink-actions/testkit";
import { commit } from "./registry.ts";

const path = "owner/name";

/** The labels of a release, from the repository of the recorded event. */
const labels: Labels = {
  "org.opencontainers.image.source": "https://github.com/talmolab/lablink",
  "org.opencontainers.image.revision": commit,
  "org.opencontainers.image.version": "1.0",
};

function find(registry: TestRegistry, platform = "linux/amd64") {
  const name = `${registry.host}/${path}`;
  const tags = [`${name}:1.0`, `${name}:${platform.replaceAll("/", "-")}-1.0`];
  return runAction("find-released-image", {
    event: "dispatch-prod",
    env: { HOME: "/nowhere", DOCKER_CONFIG: "/nowhere" },
    with: { image: name, "version-tags": tags.join("\n"), platform },
  });
}

describeWith(["docker-registry", "openssl"], "with a registry", () => {
  tried(
    "a docker-registry with only one of a version's two tags, as an interrupted promotion leaves it",
    "the released image is found by either tag",
    async () => {
      for (const tag of ["1.0", "linux-amd64-1.0"]) {
        await using registry = await startRegistry({ login: "token" });
        expect(await find(registry)).toMatchObject({ exitCode: 0, outputs: { digest: "" } });
        const digest = await pushImage(
          registry,
          path,
          "content",
          tag,
          undefined,
          undefined,
          labels,
        );
        const found = await find(registry);
        expect(found).toMatchObject({ exitCode: 0, outputs: { digest } });
        expect(found.log).toContain(commit);
      }
    },
    60_000,
  );

  tried(
    "a docker-registry with an index of two platforms under the version's tag",
    "each platform finds its own image in it, and what was built for it if its own tag is there",
    async () => {
      await using registry = await startRegistry();
      const { children } = await pushIndex(registry, path, "content", "1.0", undefined, labels);
      const [amd64 = "", arm64 = ""] = children;
      expect((await find(registry)).outputs).toEqual({ digest: amd64 });
      expect((await find(registry, "linux/arm64")).outputs).toEqual({ digest: arm64 });
      const platform = { os: "linux", architecture: "amd64" };
      const attested = await pushAttested(registry, path, "content", platform, labels);
      expect(attested.children[0]).toBe(amd64);
      await copyTag(registry, path, attested.digest, "linux-amd64-1.0");
      expect((await find(registry)).outputs).toEqual({ digest: attested.digest });
    },
    60_000,
  );

  tried(
    "a docker-registry in which somebody has pushed an image without labels under the version's tag",
    "it is refused as foreign (LA715), and nothing is built on it",
    async () => {
      await using registry = await startRegistry();
      await pushImage(registry, path, "content", "linux-amd64-1.0");
      const ran = await find(registry);
      expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
      expect(ran.annotations.map(({ title }) => title)).toEqual(["LA715 released-image-foreign"]);
      expect(ran.log).toContain("org.opencontainers.image.source is missing");
    },
    60_000,
  );
});
