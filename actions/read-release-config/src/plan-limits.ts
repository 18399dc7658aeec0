import { acceptUnless, type Refusal, type Result } from "@lablink-actions/release-core";
import type { Output } from "./declaration.ts";

// What GitHub and Linux take. Beyond it a job cannot start, perhaps after all images are built.
// https://docs.github.com/actions/reference/limits: jobs of a matrix, and outputs of a job, which count as UTF-16.
const matrixJobs = 256;
const outputBytes = 1_048_576;
// MAX_ARG_STRLEN of Linux. The runner gives an action its inputs as variables, with name, = and a byte for the end.
const variableBytes = 131_072;
const nameBytes = 64;
// No action takes these as inputs: promote-image gets the part of the images that it needs, as planned.
const onlyForMatrix: readonly Output[] = ["images", "tests"];

/** A plan: the texts of the outputs, and how many jobs the matrices have. */
interface Plan {
  readonly outputs: Readonly<Record<Output, string>>;
  /** Images, once for each platform. */
  readonly builds: number;
  /** Packages, once for each Python version. */
  readonly tests: number;
}

/**
 * Checks that a plan fits what carries it to the jobs.
 *
 * @param file the configuration, as the refusal's place
 * @returns the plan, or `plan-too-large` (LA504) for each limit that it exceeds
 */
export function requireCarriable<P extends Plan>(plan: P, file: string): Result<P> {
  const { outputs, builds, tests } = plan;
  const sizes = Object.entries(outputs).map(([name, value]) => ({ name, value }));
  const all = sizes.reduce((sum, { name, value }) => sum + 2 * (name.length + value.length), 0);
  const problems = [
    exceeds("jobs of a matrix", matrixJobs, builds, "builds (images, once for each platform)"),
    exceeds(
      "jobs of a matrix",
      matrixJobs,
      tests,
      "tests (packages, once for each Python version)",
    ),
    ...sizes.flatMap(({ name, value }) => {
      if (onlyForMatrix.some((it) => it === name)) return [];
      const size = Buffer.byteLength(value) + nameBytes;
      return exceeds("bytes of an environment variable", variableBytes, size, `bytes in ${name}`);
    }),
    exceeds("bytes of a job's outputs", outputBytes, all, "bytes in all of its outputs"),
  ].flatMap((problem) => problem ?? []);
  const remedy = `Divide ${file} among several configurations, each with some of the packages and images, and call the workflow once for each, with its input config. Shorter lists of tags make a plan smaller too.`;
  return acceptUnless(
    problems.map(
      (seen): Refusal => ({
        name: "plan-too-large",
        seen,
        remedy,
        location: { file },
      }),
    ),
    plan,
  );
}

function exceeds(unit: string, limit: number, count: number, what: string): string | undefined {
  if (count <= limit) return undefined;
  return `the plan has ${number(count)} ${what}, and the limit is ${number(limit)} ${unit}`;
}

/** `131,072`, whatever the machine's language. */
function number(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}
