import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { runAction, temporaryDirectory, tried } from "@lablink-actions/testkit";

test("a run reports what is wrong with each of its inputs, at once", async () => {
  const ran = await runAction("select-dockerfile", {
    event: "push-main",
    with: {
      dockerfile: "Dockerfile",
      "development-dockerfile": "./Dockerfile",
      version: "1.0",
      "version-build-arg": "PACKAGE VERSION",
      "build-args": "DB_PASSWORD=a\nB",
      "development-suffix": "test",
    },
  });
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  expect(ran.annotations.map(({ title }) => title)).toEqual([
    "LA110 development-version",
    "LA302 dockerfiles-same",
    "LA303 build-argument-invalid",
    "LA305 build-argument-secret",
    "LA303 build-argument-invalid",
    "LA405 suffix-invalid",
  ]);
});

/** A production run of a Dockerfile with this text. */
async function produce(text: string, inputs: Readonly<Record<string, string>> = {}) {
  await using workspace = await temporaryDirectory();
  writeFileSync(join(workspace.path, "Dockerfile"), text);
  return await runAction("select-dockerfile", {
    event: "dispatch-prod",
    with: { dockerfile: "Dockerfile", version: "1.2.3", ...inputs },
    workspace: workspace.path,
  });
}

tried(
  "a production Dockerfile that installs the checkout, without ARG PACKAGE_VERSION",
  "it is refused and never called version 1.2.3 of the index",
  async () => {
    const ran = await produce("FROM python:3.12\nCOPY . /app\nRUN pip install /app\n");
    expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
    expect(ran.log).not.toContain("PyPI");
    expect(ran.annotations).toMatchObject([
      {
        level: "error",
        title: "LA304 version-argument-missing",
        file: "Dockerfile",
        message:
          'LA304 version-argument-missing: "Dockerfile" declares no ARG PACKAGE_VERSION, so this build would not install the published version. Write ARG PACKAGE_VERSION after FROM, in the stage that installs the package, and install exactly that version there: pip install "<package>==${PACKAGE_VERSION}".',
      },
    ]);
  },
);

tried(
  "build arguments with the login of an index, a token, and a password, which BuildKit writes into the public provenance",
  "they are refused, and no value is shown",
  async () => {
    const values = {
      UV_DEFAULT_INDEX: "https://reader:hunter2@index.example/simple",
      GH: "ghp_hunter2hunter2hunter2hunter2hunter2h",
      DB_PASSWORD: "hunter2",
    };
    const lines = Object.entries(values).map(([name, value]) => `${name}=${value}`);
    const ran = await produce("FROM a\nARG PACKAGE_VERSION\nRUN i $PACKAGE_VERSION\n", {
      "build-args": lines.join("\n"),
    });
    expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
    expect(ran.annotations.map(({ title }) => title)).toEqual(
      lines.map(() => "LA305 build-argument-secret"),
    );
    for (const [index, name] of Object.keys(values).entries()) {
      expect(ran.annotations[index]?.message).toContain(`the build argument ${name} `);
    }
    expect(ran.stdout + ran.summary).not.toContain("hunter2");
  },
);

tried(
  "a Dockerfile outside the repository: /etc/passwd, a path with .., an address, and links to /etc/passwd",
  "each is refused, and nothing of the file is read",
  async () => {
    const paths = ["/etc/passwd", "../Dockerfile", "https://example.com/Dockerfile", "link"];
    await using workspace = await temporaryDirectory();
    symlinkSync("/etc/passwd", join(workspace.path, "link"));
    symlinkSync("/etc/passwd", join(workspace.path, "Dockerfile.dev"));
    const select = (inputs: Readonly<Record<string, string>>) =>
      runAction("select-dockerfile", {
        event: "push-main",
        with: inputs,
        workspace: workspace.path,
      });
    for (const path of paths) {
      const ran = await select({ dockerfile: path, "development-dockerfile": path });
      expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
      expect(ran.annotations.map(({ message }) => message.split(",")[0])).toEqual(
        ["dockerfile", "development-dockerfile"].map(
          (name) => `LA902 input-invalid: the input ${name} is ${JSON.stringify(path)}`,
        ),
      );
    }
    const ran = await select({ dockerfile: "Dockerfile" });
    expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
    expect(ran.annotations[0]?.message).toContain(
      'LA301 dockerfile-missing: there is no "Dockerfile.dev": it is a link that leads out of the repository. ',
    );
  },
);
