import { type Refusal, refusalTitle } from "@lablink-actions/release-core";

/** `error` breaks a run; `warning` may, or leaves out a guardrail; `note` is what nothing in the repository can say. */
type Level = "error" | "warning" | "note";

/** Something in a repository that does not fit what the workflows need, or that a person must set elsewhere. */
export interface Finding {
  readonly level: Level;
  /** The code and name of the refusal that a run would end with. */
  readonly refusal?: string;
  readonly file?: string;
  readonly line?: number;
  /** What was seen, as a clause without its full stop. */
  readonly seen: string;
  /** What to do, as one or more sentences. */
  readonly remedy: string;
}

/** What a run would refuse. */
export function refused(refusal: Refusal): Finding {
  const { seen, remedy, location } = refusal;
  return {
    level: "error",
    refusal: refusalTitle(refusal),
    ...(location && { file: location.file }),
    ...(location?.line !== undefined && { line: location.line }),
    seen,
    remedy,
  };
}

/** A finding on one line: `.github/workflows/images.yml:12: error: … . …`. */
export function findingLine({ level, refusal, file, line, seen, remedy }: Finding): string {
  const place = [file, line].filter((part) => part !== undefined).join(":");
  const title = refusal === undefined ? level : `${level} ${refusal}`;
  return `${place ? `${place}: ` : ""}${title}: ${seen}. ${remedy}`;
}
