import { describe, expect, test } from "@jest/globals";
import { refusalMessage } from "@lablink-actions/release-core";
import { read } from "./support.ts";

const withCoverage = "pytest --cov --cov-report=xml --cov-report=term";

/** The tests of one package, by its keys and its pyproject.toml. */
function tests(keys: string, pyproject?: string) {
  const config = `packages: { a: { directory: packages/a${keys} } }`;
  const files = pyproject === undefined ? {} : { "packages/a/pyproject.toml": pyproject };
  const result = read(config, "", "", "", { files });
  if (!result.ok) throw new Error(result.refusals.map(refusalMessage).join("\n"));
  return JSON.parse(result.value.outputs.tests);
}

test("every key is given as it is written, once for each Python version", () => {
  const keys =
    ', python: ["3.10", "3.13"], install: --extra all, setup: ci/a.sh, lint: ruff check src && mypy, test: pytest -m "not slow", publish-test: pytest --ignore=tests/terraform, postgres: "postgres:17"';
  const one = {
    package: "a",
    directory: "packages/a",
    install: "--extra all",
    setup: "ci/a.sh",
    lint: "ruff check src && mypy",
    test: 'pytest -m "not slow"',
    "publish-test": "pytest --ignore=tests/terraform",
    postgres: "postgres:17",
    coverage: "packages/a/coverage.xml",
  };
  expect(tests(keys)).toEqual([
    { ...one, id: "a-python3.10", name: "a (Python 3.10)", python: "3.10" },
    { ...one, id: "a-python3.13", name: "a (Python 3.13)", python: "3.13" },
  ]);
});

test("a package without pyproject.toml is tested by pytest, and nothing else is assumed", () => {
  const [one] = tests("");
  expect(one).toMatchObject({ id: "a", name: "a", python: "", install: "", lint: "", setup: "" });
  expect(one).toMatchObject({ test: "pytest", "publish-test": "pytest", postgres: "" });
});

test("publishing runs the test that is written, unless it has its own", () => {
  expect(tests(", test: pytest -x")).toMatchObject([{ "publish-test": "pytest -x" }]);
});

describe("what pyproject.toml decides", () => {
  test.each([
    ["an extra", '[project]\noptional-dependencies = { dev = ["pytest"] }', "--extra dev"],
    ["a group", '[dependency-groups]\ndev = ["pytest"]', "--group dev"],
    [
      "an extra in another spelling",
      "[project]\noptional-dependencies = { Dev = [] }",
      "--extra dev",
    ],
    [
      "both",
      "[project]\noptional-dependencies = { dev = [] }\n[dependency-groups]\ndev = []",
      "--extra dev --group dev",
    ],
    ["neither", '[dependency-groups]\ntest = ["pytest"]', ""],
  ])("%s is installed", (_, pyproject, install) => {
    expect(tests("", pyproject)).toMatchObject([{ install }]);
  });

  test.each([
    ["", "[project]\ndependencies = [\"Ruff>=0.6 ; python_version > '3'\"]"],
    ["", '[project]\noptional-dependencies = { dev = ["ruff[x]"] }'],
    ["", '[dependency-groups]\ndev = [{ include-group = "lint" }]\nlint = ["ruff"]'],
    [
      "",
      '[project]\nname = "a.b"\noptional-dependencies = { dev = ["A-B[x, lint]"], lint = ["ruff"] }',
    ],
    [", install: --group=lint", '[dependency-groups]\nlint = ["ruff"]'],
    [", install: --extra other", '[dependency-groups]\ndev = ["ruff"]'],
    [", install: --all-extras", '[project]\noptional-dependencies = { lint = ["ruff"] }'],
    [", install: --all-groups", '[dependency-groups]\nlint = ["ruff"]'],
    ["", '[dependency-groups]\nlint = ["ruff"]\n[tool.uv]\ndefault-groups = ["lint"]'],
    ["", '[dependency-groups]\nlint = ["ruff"]\n[tool.uv]\ndefault-groups = "all"'],
  ])("ruff is installed by%s %j, so it lints", (keys, pyproject) => {
    expect(tests(keys, pyproject)).toMatchObject([{ lint: "ruff check" }]);
  });

  test.each([
    ["", '[dependency-groups]\nlint = ["ruff"]'],
    ["", '[dependency-groups]\ndev = ["ruff-lsp"]'],
    [", install: --no-dev", '[dependency-groups]\ndev = ["ruff"]'],
    [', lint: ""', '[dependency-groups]\ndev = ["ruff"]'],
    // Groups that include each other.
    ["", '[dependency-groups]\ndev = [{ include-group = "x" }]\nx = [{ include-group = "dev" }]'],
    ["", "project = 3"],
  ])("ruff is not installed by%s %j, so nothing lints", (keys, pyproject) => {
    expect(tests(keys, pyproject)).toMatchObject([{ lint: "" }]);
  });

  test("the coverage is reported if pytest-cov is installed", () => {
    const group = (name: string) => `[dependency-groups]\ndev = ["${name}"]`;
    expect(tests("", group("pytest_cov"))).toMatchObject([{ test: withCoverage }]);
    expect(tests("", group("pytest"))).toMatchObject([{ test: "pytest" }]);
  });

  test("a package in the repository's own folder has its report there", () => {
    const result = read("packages: { a: { directory: . } }");
    const [one] = result.ok ? JSON.parse(result.value.outputs.tests) : [];
    expect(one.coverage).toBe("coverage.xml");
  });

  test("a pyproject.toml that is not TOML is refused", () => {
    expect(() => tests("", "[project")).toThrow(/^LA205 .*packages\/a\/pyproject\.toml/);
  });
});

test("a Python version for each test counts as a job of the matrix", () => {
  const python = JSON.stringify(Array.from({ length: 129 }, (_, minor) => `3.${minor}`));
  const text = `packages: { a: { directory: a, python: ${python} }, b: { directory: b, python: ${python} } }`;
  const result = read(text);
  expect(result.ok ? [] : result.refusals.map(({ seen }) => seen)).toEqual([
    "the plan has 258 tests (packages, once for each Python version), and the limit is 256 jobs of a matrix",
  ]);
});
