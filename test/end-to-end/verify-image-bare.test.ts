/** Images in which the probe finds nothing to write to, and images that do something of their own meanwhile. */
import { afterAll, expect } from "@jest/globals";
import { describeWith, describeWithEngine, tried } from "@lablink-actions/testkit";
import {
  containersOf,
  imageOf,
  removeImages,
  verify,
} from "../../actions/verify-image/test/engine-support.ts";

describeWith(["pypi-server", "uv"], "with a real index", () => {
  describeWithEngine("and a container engine", () => {
    afterAll(removeImages, 120_000);

    tried(
      "an image without any temporary folder, run as user 65532, which may write nowhere",
      "its Python is looked at as in any other image, and no module is taken from the root folder",
      async () => {
        const image = await imageOf(
          "no-folder",
          "RUN rm -rf /tmp /var/tmp /usr/tmp && mkdir /rootly\nWORKDIR /\nUSER 65532",
        );
        const ran = await verify(image, {
          event: "push-main",
          checks: "venv: /app/.venv\ndistribution: app\nimports: [app, rootly]",
        });
        const { checks } = JSON.parse(ran.outputs["report"] ?? "");
        const outcomes = checks.map(({ check, outcome }: Record<string, string>) => [
          check,
          outcome,
        ]);
        expect(outcomes).toContainEqual(["distribution app", "passed"]);
        expect(outcomes).toContainEqual(["import app", "passed"]);
        expect(outcomes).toContainEqual(["import rootly", "failed"]);
        expect(ran.outputs).toMatchObject({ failed: "1" });
      },
      120_000,
    );

    tried(
      "an image whose HEALTHCHECK writes a file every second",
      "it does not run while the image is verified",
      async () => {
        const image = await imageOf("health", "HEALTHCHECK --interval=1s CMD touch /checked");
        const ran = await verify(image, {
          checks: "executes: [{ run: 'sleep 4; test ! -e /checked' }]",
        });
        expect(ran).toMatchObject({ exitCode: 0, outputs: { passed: "1" } });
        expect(await containersOf(image)).toBe("");
      },
      120_000,
    );
  });
});
