/** What real containers do. */
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { baseImage, describeWithEngine, tried } from "@lablink-actions/testkit";
import { build, containersOf, removeImages, validate } from "./support.ts";

// Its program runs the file as a script, so that one image does for all.
const program = Buffer.from('#!/bin/sh\n. "$1"\n').toString("base64");
const image = `FROM ${baseImage()}
RUN echo ${program} | base64 -d > /usr/local/bin/lablink-validate-config && \\
  chmod 755 /usr/local/bin/lablink-validate-config
VOLUME /config
USER nobody
ENTRYPOINT ["false"]
`;

let built = "";
const run = (script: string, inputs?: Readonly<Record<string, string>>) =>
  validate(built, script, inputs);

afterAll(removeImages);

describeWithEngine("with a container engine", () => {
  beforeAll(async () => {
    built = await build(image);
  }, 120_000);
  // Nothing of any run is left.
  afterEach(async () => expect(await containersOf(built)).toBe(""));

  test("the program gets a read-only copy of the file at the path, and no network", async () => {
    const ran = await run('cat "$@"; ls -l /config; ls /sys/class/net; echo "[PASS] fine"\n');
    expect(ran).toMatchObject({ exitCode: 0, outputs: { result: "valid" } });
    expect(ran.log).toMatch(/│ cat .*\n│ total 4\n│ -r--r--r-- .* root .* config\.yaml\n│ lo\n/);
    expect(ran.annotations).toEqual([]);
  });

  tried(
    "an image without the program that checks a configuration",
    "the step is green, and a warning and the summary say that the file was not checked",
    async () => {
      const image = await build(`FROM ${baseImage()}\nENV PATH=/opt/bin:/usr/bin\nWORKDIR /app\n`);
      const ran = await validate(image, "a: 1\n");
      expect(ran).toMatchObject({ exitCode: 0, outputs: { result: "absent" } });
      expect(ran.annotations).toMatchObject([
        {
          level: "warning",
          message: "prod.yaml was not checked: the image has no lablink-validate-config",
        },
      ]);
      expect(ran.summary).toContain(
        "/app/.venv/bin/lablink-validate-config<br>/opt/bin/lablink-validate-config<br>/usr/bin/lablink-validate-config",
      );
    },
  );

  tried(
    "an image whose program has an interpreter that is not there, so that its start fails as if it were absent",
    "it is refused (LA615): the program is there",
    async () => {
      const image = await build(
        `FROM ${baseImage()}\nRUN printf '#!/nowhere/python\\n' > /bin/lablink-validate-config && chmod 755 /bin/lablink-validate-config\n`,
      );
      const ran = await validate(image, "a: 1\n");
      expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
      expect(ran.annotations[0]?.message).toMatch(
        /^LA615 config-not-checked: \/(usr\/)?bin\/lablink-validate-config did not start: exec .*no such file or directory/,
      );
      expect(await containersOf(image)).toBe("");
    },
  );

  test("what it refuses is shown, and a failure of its own is none", async () => {
    const refused = await run('echo "[FAIL] Unknown key: x" >&2; exit 1\n');
    expect(refused.annotations).toMatchObject([
      {
        title: "LA614 config-refused",
        message: expect.stringContaining(
          "of the image refuses prod.yaml, with exit code 1: [FAIL] Unknown key: x.",
        ),
      },
    ]);
    expect(refused.log).toContain("│ [FAIL] Unknown key: x");
    for (const [script, seen] of [
      ["exit 137\n", "was ended with 137: it printed nothing"],
      ["true\n", "ended with 0 and did not print [PASS]: it printed nothing"],
    ] as const) {
      expect((await run(script)).annotations[0]?.message).toContain(
        `LA615 config-not-checked: /usr/local/bin/lablink-validate-config ${seen}`,
      );
    }
  });

  tried(
    "programs that never end, and that print without end, with and without lines",
    "each is refused (LA615) and nothing of it runs on",
    async () => {
      const late = await run("echo waiting; sleep 600\n", { deadline: "2" });
      expect(late.annotations[0]?.message).toContain("did not end within 2 s: waiting");
      for (const script of ["yes\n", "yes | tr -d '\\n'\n", "yes >&2\n"]) {
        const endless = await run(script);
        expect(endless.annotations[0]?.title).toBe("LA615 config-not-checked");
      }
    },
    120_000,
  );

  test("an image that the engine does not have is missing", async () => {
    const ran = await validate(`sha256:${"0".repeat(64)}`, "x: 1\n");
    expect(ran.annotations[0]?.title).toBe("LA604 image-missing");
  });
});
