/** Entry points whose module is in another distribution, as apache-airflow's is in apache-airflow-core. */
import { describe, expect, test } from "@jest/globals";
import { disagreements } from "../src/agreement.ts";
import { lookAtRequired } from "../src/borrowed.ts";
import type { Entry } from "../src/folder.ts";
import { built, metadata, project, refusalsOf, wheel, wheelName } from "./support.ts";

const script = { group: "console_scripts", name: "apache-airflow", value: "airflow.__main__:main" };
const declared = { ...project, left: [], entryPoints: [script] };

function airflow(requiresDist: readonly string[], files: readonly string[] = []) {
  return wheel({ metadata: { ...metadata, requiresDist }, entryPoints: [script], files });
}

/** What is said of a wheel, if uv fetches these requirements and they have these files. */
async function look(
  requiresDist: readonly string[],
  fetched: Readonly<Record<string, readonly string[]>>,
) {
  const asked: string[][] = [];
  const there: string[] = [];
  const uv = async (...words: string[]) => {
    const wanted = words.slice(words.indexOf("--") + 1);
    asked.push(wanted);
    const unknown = wanted.filter((one) => fetched[one] === undefined);
    there.push(...wanted.flatMap((one) => fetched[one] ?? []));
    const trouble = unknown.length > 0 ? `no ${unknown.join()}` : "";
    return { exitCode: unknown.length, output: "", trouble };
  };
  const entries = (path: string): Entry[] | undefined => {
    const folder = path.replace(/^required-0\/?/, "");
    const inside = there.flatMap((file) =>
      file.startsWith(folder === "" ? "" : `${folder}/`)
        ? (file.slice(folder === "" ? 0 : folder.length + 1).split("/", 1)[0] ?? [])
        : [],
    );
    return inside.map((name) => ({ name, isFile: name.includes("."), size: 1 }));
  };
  const file = { ...built(wheelName), distribution: airflow(requiresDist) };
  const result = await lookAtRequired([file], (use) => use({ path: (name) => name, uv }), {
    entries,
  });
  return { result, asked };
}

const module = ["airflow/__init__.py", "airflow/__main__.py"];

describe("a script without its module", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["a distribution of the same name", ["apache-airflow-core==3.3.2"], []],
    ["one of another name", ["flask>=3"], []],
    ["a wheel with other modules", ["apache-airflow-core==3.3.2"], ["other/__init__.py"]],
    ["a namespace that both share", ["apache-airflow-core==3.3.2"], ["airflow/providers/a.py"]],
  ])("is not refused before %s was looked at", (_name, requiresDist, files) => {
    expect(disagreements("dist/foo.whl", airflow(requiresDist, files), declared)).toEqual([]);
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ["no requirement", [], []],
    ["a requirement of an extra", ["apache-airflow-core==3.3.2; extra == 'core'"], []],
    ["a requirement by address", ["airflow @ git+https://example.org/airflow"], []],
    ["a package of its own", ["apache-airflow-core==3.3.2"], ["airflow/__init__.py"]],
  ])("is refused with %s", (_name, requiresDist, files) => {
    expect(disagreements("dist/foo.whl", airflow(requiresDist, files), declared)).toMatchObject([
      { name: "entry-point-missing", seen: expect.stringContaining("has no module for") },
    ]);
  });

  test("is good if a required distribution has it; one that is named as the module comes first", async () => {
    const required = ["flask>=3", "Apache_Airflow.Core==3"];
    const found = await look(required, { "Apache_Airflow.Core==3": module });
    expect(found).toEqual({ result: { ok: true, value: [] }, asked: [["Apache_Airflow.Core==3"]] });
    const elsewhere = await look(required, { "Apache_Airflow.Core==3": [], "flask>=3": module });
    expect(elsewhere.result).toEqual({ ok: true, value: [] });
    expect(elsewhere.asked).toHaveLength(2);
  });

  test("is refused if none has it, or if none could be fetched", async () => {
    const none = await look(["flask", "airflowctl"], {
      flask: ["flask/__init__.py"],
      airflowctl: [],
    });
    expect(refusalsOf(none.result)).toMatchObject([
      {
        name: "entry-point-missing",
        seen: expect.stringMatching(/no module for .*, nor has what it requires$/),
      },
    ]);
    const trouble = await look(["flask"], {});
    expect(refusalsOf(trouble.result)).toMatchObject([
      {
        name: "entry-point-missing",
        seen: expect.stringContaining("uv could not fetch what it requires: no flask"),
      },
    ]);
  });

  test("is a warning if one that is named as the module is not on the index yet", async () => {
    const { result } = await look(["apache-airflow-core==3"], {});
    expect(result).toEqual({
      ok: true,
      value: [
        expect.stringMatching(/; apache-airflow-core==3 may have it, but uv could not fetch/),
      ],
    });
  });
});
