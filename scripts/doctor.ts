/** `npm run doctor -- --path DIR`: whether a repository fits what the workflows need. */
import { runProgram } from "./set-up/arguments.ts";
import { doctor } from "./set-up/doctor.ts";

const usage = `npm run doctor -- --path DIR [--json]

Holds a repository against what the workflows need: its configuration, Dockerfiles and workflows. Nothing in it is run,
and nobody is asked. The exit code is 1 if something breaks a run, and 2 if DIR is not a repository's folder.

  --path DIR   the repository
  --json       for programs: a list of findings, each with level, refusal, file, line, seen and remedy`;

await runProgram({ usage, flags: { json: { type: "boolean" } } }, async (path, { json }) =>
  doctor(path, { json, say: console.log }),
);
