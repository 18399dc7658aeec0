import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { andThen, refusalMessage } from "@lablink-actions/release-core";
import { cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { requireVersionArgument as requireIn, requireStages } from "../src/version-argument.ts";
import { dockerfiles } from "./dockerfiles.ts";

function requireVersionArgument(file: string, text: string, argument: string, target = "") {
  return andThen(requireStages(file, text, target), (stages) => requireIn(file, stages, argument));
}

function check(text: string): string[] {
  const result = requireVersionArgument("a/Dockerfile", text, "V");
  return result.ok ? [...result.value] : result.refusals.map(refusalMessage);
}

const isTaken = (text: string) => requireVersionArgument("a/Dockerfile", text, "V").ok;

test.each(dockerfiles)("$title", ({ text, sees }) => {
  expect(isTaken(text)).toBe(sees);
});

describe("a Dockerfile that does not take the version", () => {
  test.each([
    ["FROM a\nRUN b\n", 'LA304 version-argument-missing: "a/Dockerfile" declares no ARG V, so '],
    ["ARG V=1\nFROM a:$V\n", "declares ARG V only before the first FROM (line 1), which is not"],
    [
      "FROM a AS unused\nARG V\n\nFROM a AS two\nARG V\nFROM b\n",
      "declares ARG V only in the stage unused and two (line 2), which the stage that is built does not use",
    ],
    [
      "FROM a\nRUN b\nFROM c\nCOPY --from=2 . .\nFROM d\nARG V\nFROM e",
      "declares ARG V only in the stage 2 (line 6)",
    ],
  ])("%j is refused with the reason", (text, message) => {
    const said = check(text);
    expect(said).toEqual([expect.stringContaining(message)]);
    expect(said[0]).toContain('install exactly that version there: pip install "<package>==${V}".');
  });

  test.each([
    ["runtime", true],
    ["RUNTIME", true],
    ["0", true],
    ["dev", false],
    ["", false],
  ])("of the target %j only the stages that it needs count", (target, isTaken) => {
    const text = "FROM a AS runtime\nARG V\nRUN install $V\nFROM b AS dev\nRUN c\n";
    expect(requireVersionArgument("D", text, "V", target).ok).toBe(isTaken);
  });

  test.each(["runtme", "2"])("the target %s that is no stage is refused", (target) => {
    const result = requireVersionArgument("D", "FROM a AS runtime\nARG V\n", "V", target);
    expect(result).toMatchObject({
      refusals: [{ name: "target-missing", seen: expect.stringContaining(`no stage "${target}"`) }],
    });
  });

  test("an argument with a similar name is named", () => {
    const result = requireVersionArgument("D", "FROM a\nARG PACKAGE_VERSON\n", "PACKAGE_VERSION");
    expect(result).toMatchObject({
      refusals: [
        {
          remedy: expect.stringContaining("set version-build-arg to PACKAGE_VERSON."),
          location: { file: "D" },
        },
      ],
    });
  });

  test("a refusal is on the line of the ARG that is not seen", () => {
    expect(requireVersionArgument("D", "# a\nARG V\nFROM a\n", "V")).toMatchObject({
      refusals: [{ location: { file: "D", line: 2 } }],
    });
  });
});

describe("an argument that no instruction names", () => {
  test.each([
    "FROM a\nARG V\nRUN install /app\n",
    "FROM a\nRUN install $V\nARG V\n",
    "FROM a\nARG V\nRUN $VERSION ${V_} $MY_V\n",
    "FROM a AS b\nARG V\nFROM b\nARG V=1\nFROM a\nCOPY --from=1 a a\nRUN $V\n",
  ])("%j gets a notice, because a program may read it", (text) => {
    expect(check(text)).toEqual([
      expect.stringMatching(
        /^a\/Dockerfile declares ARG V in line \d, and no instruction after it/,
      ),
    ]);
  });

  test.each([
    "FROM a\nARG V\nRUN install $V\n",
    "FROM a\nARG V\nENV X=${V}\n",
    "FROM a\nARG V\nRUN <<EOF\ninstall $V\nEOF\n",
    "FROM a AS b\nARG V\nFROM b\nRUN install $V\n",
    "FROM a\nARG V W=$V\n ARG V X=${V}\nRUN install a \\\n  # comment\n  == $V",
  ])("%j names it", (text) => {
    expect(check(text)).toEqual([]);
  });
});

test.each(["allocator", "client"])(
  "the example's Dockerfile of the %s takes the version",
  (name) => {
    const file = `examples/lablink/packages/${name}/Dockerfile`;
    const text = readFileSync(file, "utf8");
    expect(requireVersionArgument(file, text, "PACKAGE_VERSION")).toEqual({ ok: true, value: [] });
    expect(
      requireVersionArgument(file, readFileSync(`${file}.dev`, "utf8"), "PACKAGE_VERSION").ok,
    ).toBe(false);
  },
);

describe("for any Dockerfile", () => {
  const word = fc.constantFrom(
    "a",
    "V",
    "--from=b",
    "$V",
    '"',
    "'",
    "\\",
    "<<E",
    "<<-'V'",
    "#",
    "\t",
  );
  const line = fc
    .tuple(
      fc.constantFrom("FROM", "from", "ARG", " arg", "RUN", "COPY", "ONBUILD", "#", "E", "", "\\"),
      fc.array(word, { maxLength: 4 }),
      fc.constantFrom("", " \\", "\\ ", "\\\\", " `"),
    )
    .map(([keyword, words, end]) => `${keyword} ${words.join(" ")}${end}`);
  const file = fc.array(line, { maxLength: 12 }).map((lines) => lines.join("\n"));

  test("there is an answer", () => {
    fc.assert(
      fc.property(file, (text) => {
        check(text);
      }),
      cases,
    );
  });

  test("without the argument's name as a word of an ARG it is refused", () => {
    fc.assert(
      fc.property(file, (text) => {
        expect(isTaken(text.replaceAll("V", "W"))).toBe(false);
      }),
      cases,
    );
  });

  test("a last stage of its own that declares it is enough", () => {
    fc.assert(
      fc.property(file, (text) => {
        // A here-document or a quote that is left open would take the rest of the file.
        fc.pre(!/<<|\\/.test(text));
        expect(isTaken(`${text}\nFROM scratch\nARG V\n`)).toBe(true);
      }),
      cases,
    );
  });

  test("comments, empty lines and the case of keywords change nothing", () => {
    fc.assert(
      fc.property(file, (text) => {
        // A line of a here-document is none of the three.
        fc.pre(!text.includes("<<"));
        const other = text
          .split("\n")
          .map((one) =>
            one.replace(/^\s*(FROM|ARG|RUN|COPY) /i, (keyword) => keyword.toLowerCase()),
          )
          .join("\n\n   # ARG V\n");
        expect(isTaken(other)).toBe(isTaken(text));
      }),
      cases,
    );
  });
});
