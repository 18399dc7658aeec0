/** What is read from outside of the container, on a real engine, of images that lie. */
import { afterAll, expect } from "@jest/globals";
import { baseImage, describeWithEngine, tried } from "@lablink-actions/testkit";
import { build, docker, failed, removeImages, verifyAlone } from "./engine-support.ts";

describeWithEngine("with a container engine", () => {
  afterAll(removeImages, 120_000);

  tried(
    "verify-image on an image whose shell answers in the place of the probe that all is right",
    "the user and the variables are those that the engine knows, and the lie is not believed",
    async () => {
      const seen = '{"exit": 0, "value": "right", "user": "nobody", "uid": "65534"}';
      const image = await build(`FROM ${baseImage()}
ENV SET=wrong
RUN printf '#!/usr/bin/python3\\nimport json, sys\\nplan = json.loads(sys.stdin.readline())["plan"]\\nfor one in plan["checks"]:\\n  print("\\\\n%%s %%s" %% (plan["nonce"], json.dumps({"check": one["id"], "seen": ${seen}})))\\nprint("\\\\n%%s %%s" %% (plan["nonce"], json.dumps({"check": -1, "seen": {"ended": True}})))\\n' > /liar && \\
  chmod +x /liar && mv --force /liar /bin/sh
`);
      const ran = await verifyAlone(
        image,
        "executes: [{ run: 'exit 1' }]\nenv: { SET: right }\nuser: nobody",
      );
      const message = failed(ran);
      expect(message).toMatch(/2 of 3 checks/);
      expect(message).toMatch(/env SET: failed.*is "wrong"/);
      expect(message).toMatch(/user nobody: failed.*the image runs as root \(0\)/);
    },
    120_000,
  );

  tried(
    "verify-image on an image without Python, with variables that are named as the probe's own in its shell",
    "each variable has the value that the image sets",
    async () => {
      const copies = [
        "/lib64/ld-linux-x86-64.so.2",
        "/lib/x86_64-linux-gnu/libc.so.6",
        "/bin/sh",
      ].map((path) => `COPY --from=base ${path} ${path}\n`);
      const image = await build(`FROM ${baseImage()} AS base
FROM scratch
${copies.join("")}ENV value=first code="a=b" script=
USER 1234:5
`);
      const ran = await verifyAlone(
        image,
        'env: { value: first, code: a=b, script: "" }\nuser: "1234"',
      );
      expect(ran).toMatchObject({ exitCode: 0, outputs: { passed: "4" } });
      const others = "env: { value: second, created: x }\nuser: root";
      const message = failed(await verifyAlone(image, others));
      expect(message).toMatch(/3 of 3 checks/);
      expect(message).toMatch(/env value: failed.*is "first"/);
      expect(message).toMatch(/env created: failed.*is not set/);
      expect(message).toMatch(/user root: failed.*runs as a user without a name \(1234\)/);
    },
    120_000,
  );

  tried(
    "verify-image on an image that runs as a named user, and whose /etc/passwd is a link",
    "the user is right by its name and by its number",
    async () => {
      const image = await build(`FROM ${baseImage()}
RUN echo 'own:x:4321:1::/:/bin/sh' >> /etc/passwd && mv /etc/passwd /users && ln -s ../users /etc/passwd
USER own:daemon
`);
      const format = "{{.Config.User}}";
      expect(await docker(["image", "inspect", "--format", format, image])).toBe("own:daemon");
      for (const user of ["own", '"4321"']) {
        const ran = await verifyAlone(image, `user: ${user}`);
        expect(ran).toMatchObject({ exitCode: 0, outputs: { passed: "1" } });
      }
      expect(failed(await verifyAlone(image, "user: root"))).toMatch(/runs as own \(4321\)/);
    },
    120_000,
  );
});
