import { project, takesVersion } from "./programs.ts";

interface Shape {
  readonly files: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  readonly branch?: string;
  /** The configuration that is written, without its heading. */
  readonly config: string;
  readonly workflows: readonly string[];
  /** What publish.yml, or the first workflow that publishes, is started by. */
  readonly publishedBy: string;
}

/** Small repositories of the shapes that there are. */
export const shapes: Readonly<Record<string, Shape>> = {
  "one package with bare tags, and one Dockerfile with targets": {
    files: {
      "pyproject.toml": project("Foo"),
      Dockerfile:
        "FROM python AS base\nFROM base AS runtime\nARG PACKAGE_VERSION\nRUN pip install Foo==$PACKAGE_VERSION\nFROM base AS dev\nCOPY . .\n",
    },
    tags: ["1.2.2", "1.2.3"],
    config: `packages:
  Foo:
    directory: .
    tag-prefix: ""
images:
  foo:
    package: Foo
    dockerfile: Dockerfile
    target: runtime
    development-target: dev
`,
    workflows: ["ci.yml", "images.yml", "publish.yml"],
    publishedBy: '["[0-9]*"]',
  },
  "one package with v tags and a dynamic version, and a Dockerfile that copies the checkout": {
    files: {
      "pyproject.toml": project("foo", 'dynamic = ["version"]'),
      Dockerfile: "FROM python\nCOPY . /foo\nRUN pip install /foo\n",
      // Of the index, which no image of the same package can be beside it.
      "proxy/Dockerfile": takesVersion("foo"),
    },
    tags: ["v0.9", "v1.0.0"],
    branch: "develop",
    config: `production-on: tag
packages:
  foo:
    directory: .
    tag-prefix: v
images:
  foo:
    package: foo
    dockerfile: Dockerfile
    source: checkout
`,
    workflows: ["ci.yml", "images.yml", "publish.yml"],
    publishedBy: '["v[0-9]*"]',
  },
  "two packages with {package}@v, each with two Dockerfiles": {
    files: {
      "pyproject.toml": "[tool.uv.workspace]\nmembers = ['packages/*']\n",
      "packages/one/pyproject.toml": project("acme-one"),
      "packages/one/Dockerfile": takesVersion("acme-one"),
      "packages/one/Dockerfile.dev": "FROM scratch\nCOPY packages/one/src .\n",
      "packages/two/pyproject.toml": project("acme-two"),
      "packages/two/docker/Dockerfile": `${takesVersion("acme-two")}COPY packages/two/docker/start.sh .\n`,
      "packages/two/docker/dev.Dockerfile": "FROM scratch\n",
      "packages/two/tests/data/pyproject.toml": project("not-published"),
      // A module, and not how a package is built.
      "packages/two/src/commands/setup.py": "def main():\n    pass\n",
    },
    tags: ["acme-one@v1.0", "acme-two@v0.1"],
    config: `packages:
  acme-one:
    directory: packages/one
    tag-prefix: "{package}@v"
  acme-two:
    directory: packages/two
    tag-prefix: "{package}@v"
images:
  acme-one:
    package: acme-one
    dockerfile: packages/one/Dockerfile
    context: packages/one
  acme-two:
    package: acme-two
    dockerfile: packages/two/docker/Dockerfile
    development-dockerfile: packages/two/docker/dev.Dockerfile
`,
    workflows: ["ci.yml", "images.yml", "publish.yml"],
    publishedBy: '["*@v*"]',
  },
  "two packages that one tag releases, without an image": {
    files: { "a/pyproject.toml": project("acme-a"), "b/pyproject.toml": project("acme-b") },
    tags: ["v1.2.3"],
    config: `packages:
  acme-a:
    directory: a
    tag-prefix: v
  acme-b:
    directory: b
    tag-prefix: v
`,
    workflows: ["ci.yml", "publish-acme-a.yml", "publish-acme-b.yml"],
    publishedBy: '["v[0-9]*"]',
  },
  "only a setup.py, whose Dockerfile takes a version of its own name": {
    files: {
      "setup.py": 'from setuptools import setup\nsetup(name="flow-er", version="2.0")\n',
      Dockerfile: "FROM python\nARG FLOW_ER_VERSION\nRUN pip install flow-er==$FLOW_ER_VERSION\n",
      "Dockerfile.dev": "FROM python\n",
    },
    tags: ["v2.0.0"],
    config: `packages:
  flow-er:
    directory: .
    tag-prefix: v
images:
  flow-er:
    package: flow-er
    dockerfile: Dockerfile
    version-build-arg: FLOW_ER_VERSION
`,
    workflows: ["ci.yml", "images.yml", "publish.yml"],
    publishedBy: '["v[0-9]*"]',
  },
};
