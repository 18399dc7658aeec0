/** Who gets the account that is given. */
import { describe, expect } from "@jest/globals";
import { digestOf } from "@lablink-actions/registries";
import { faultyRegistry, tried } from "@lablink-actions/testkit";
import { codesOf, run } from "./real-registry.ts";

const account = { username: "robot", password: `ghs_${"1".repeat(36)}` };
const source = (host: string) => `${host}/owner/name@${digestOf(Buffer.from("one"))}`;

describe("the account of the inputs", () => {
  tried(
    "The run's token, and an image on a host that is not GitHub's, given to promote-image by hand",
    "It is refused, and that host gets no request",
    async () => {
      await using registry = await faultyRegistry(() => undefined);
      const inputs = { source: source(registry.host), tags: `${registry.host}/owner/name:latest` };
      const ran = await run({ ...inputs, ...account });
      expect(codesOf(ran)).toEqual(["LA716"]);
      expect(ran.annotations[0]?.message).toContain(
        `the password that was given for ${registry.host}/owner/name is a token of GitHub, and ${registry.host} is not a registry of GitHub`,
      );
      expect(registry.requests).toEqual([]);
    },
  );

  tried(
    "One account, and images on two hosts, as JSON that another job could have written",
    "It is refused, and neither host gets a request",
    async () => {
      await using one = await faultyRegistry(() => undefined);
      await using other = await faultyRegistry(() => undefined);
      const promotions = [one, other].map(({ host }) => ({
        source: source(host),
        tags: [`${host}/owner/name:latest`],
      }));
      const inputs = { promotions: JSON.stringify(promotions) };
      const ran = await run({ ...inputs, username: "robot", password: "not-a-secret" });
      expect(codesOf(ran)).toEqual(["LA716"]);
      expect(ran.annotations[0]?.message).toContain(
        `one account was given, and the images are in ${one.host} and ${other.host}`,
      );
      expect([...one.requests, ...other.requests]).toEqual([]);
    },
  );
});
