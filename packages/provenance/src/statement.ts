import {
  accept,
  type Digest,
  digestAlgorithm,
  digestDigits,
  quote,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import {
  anything,
  checkJson,
  clauseIn,
  list,
  nullable,
  open,
  optional,
  record,
  type Shaped,
  text,
} from "@lablink-actions/shape";
import { elsewhere, unreadable } from "./refusals.ts";

/** in-toto's statement, versions 0.1 and 1. */
const shape = open({
  _type: text({
    pattern: /^https:\/\/in-toto\.io\/Statement\/v(?:0\.1|1)$/u,
    expected: "in-toto's statement, version 0.1 or 1",
  }),
  subject: list(open({ name: optional(nullable(text())), digest: record(text(), text()) }), {
    notEmpty: true,
  }),
  predicateType: text({ notEmpty: true }),
  predicate: optional(nullable(anything)),
});

export type Statement = Shaped<typeof shape>;

/** What a statement must be about. */
export interface Subject {
  readonly digest: Digest;
  /**
   * The file's name on a Python index, if PEP 740 holds: the statement then has this one subject. Otherwise only the
   * digest counts, because files are renamed and images have several names.
   */
  readonly filename?: string;
}

/** @returns it; or `attestation-unreadable` (LA660) */
export function parseStatement(payload: Uint8Array, name: string): Result<Statement> {
  const checked = checkJson(shape, payload);
  if (checked.ok) return accept(checked.value);
  return refuse(unreadable(clauseIn(checked.problems[0], `the statement of ${name}`)));
}

/**
 * Compares a statement with what it must be about.
 *
 * @param predicateTypes the kinds of statement that will do; any if undefined
 * @returns `attestation-elsewhere` (LA662) for each difference
 */
export function differences(
  statement: Statement,
  subject: Subject,
  predicateTypes: readonly string[] | undefined,
  name: string,
): readonly Refusal[] {
  const { predicateType } = statement;
  const otherKind =
    predicateTypes === undefined || predicateTypes.includes(predicateType)
      ? []
      : [
          elsewhere(
            `${name} is a statement of the kind ${quote(predicateType)}, and must be of ${predicateTypes.join(" or ")}`,
            "Give an attestation of that kind, or the kind that it should be.",
          ),
        ];
  return [...otherKind, ...subjectDifferences(statement, subject, name)];
}

function subjectDifferences(
  { subject: subjects }: Statement,
  { digest, filename }: Subject,
  name: string,
): readonly Refusal[] {
  const algorithm = digestAlgorithm(digest);
  const digits = digestDigits(digest);
  const own = subjects.filter((one) => one.digest[algorithm] === digits);
  const named = subjects.map((one) => quote(one.name ?? "a subject without a name")).slice(0, 5);
  if (own.length === 0) {
    const others = subjects.map((one) => one.digest[algorithm] ?? `no ${algorithm}`).slice(0, 5);
    const seen = `${name} is about ${named.join(", ")} with ${others.join(", ")}, and not about ${algorithm} ${digits}`;
    return [elsewhere(seen, replaced)];
  }
  if (filename === undefined) return [];
  if (subjects.length > 1) {
    const seen = `${name} is about ${subjects.length} files (${named.join(", ")}), and an attestation of PEP 740 is about one`;
    return [elsewhere(seen, "Sign each file by itself.")];
  }
  const signedName = own[0]?.name ?? "";
  if (sameName(signedName, filename)) return [];
  return [
    elsewhere(`${name} is about ${quote(signedName)}, and the file is ${filename}`, replaced),
  ];
}

const replaced =
  "Find out what replaced the file or its attestation. Do not use it before you know.";

/** Indexes spell a project's name in several ways. */
function sameName(one: string, other: string): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/[-_.]+/g, "-");
  return plain(one) === plain(other);
}
