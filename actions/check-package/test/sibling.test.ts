/** Entry points whose module is in another distribution, as apache-airflow's is in apache-airflow-core. */
import { describe, expect, test } from "@jest/globals";
import { disagreements } from "../src/agreement.ts";
import { borrowedModules } from "../src/sibling.ts";
import { project, wheel, wheelName } from "./support.ts";

const script = { group: "console_scripts", name: "apache-airflow", value: "airflow.__main__:main" };
const declared = { ...project, entryPoints: [script] };

function airflow(requiresDist: readonly string[], files: readonly string[] = []) {
  const { metadata } = wheel();
  return wheel({ metadata: { ...metadata, requiresDist }, entryPoints: [script], files });
}

describe("a script without its module", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["a distribution of the same name", ["apache-airflow-core==3.3.2"], []],
    ["one with a marker", ["Apache_Airflow.Core>=3 ; python_version >= '3.9'"], []],
    ["a wheel with other modules", ["apache-airflow-core==3.3.2"], ["other/__init__.py"]],
    ["a namespace that both share", ["apache-airflow-core==3.3.2"], ["airflow/providers/a.py"]],
  ])("is a warning with %s", (_name, requiresDist, files) => {
    const built = airflow(requiresDist, files);
    expect(disagreements("dist/foo.whl", built, declared)).toEqual([]);
    expect(borrowedModules(wheelName, built)).toEqual([
      expect.stringMatching(
        /has no module for .*airflow\.__main__:main"; apache.airflow.core, which it requires/i,
      ),
    ]);
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ["no requirement", [], []],
    ["unrelated requirements", ["flask>=3", "airflowctl", "myairflow"], []],
    ["a requirement of an extra", ["apache-airflow-core==3.3.2; extra == 'core'"], []],
    ["a package of its own", ["apache-airflow-core==3.3.2"], ["airflow/__init__.py"]],
  ])("is refused with %s", (_name, requiresDist, files) => {
    const built = airflow(requiresDist, files);
    expect(disagreements("dist/foo.whl", built, declared)).toMatchObject([
      { name: "entry-point-missing", seen: expect.stringContaining("has no module for") },
    ]);
    expect(borrowedModules(wheelName, built)).toEqual([]);
  });
});
