export { requireCanonicalName } from "./canonical-name.ts";
export type { CoreMetadata } from "./core-metadata.ts";
export { Damage } from "./damage.ts";
export { type Distribution, readDistribution, readWheelFiles } from "./distribution.ts";
export { type EntryPoint, hasModule, objectReference } from "./entry-points.ts";
export { fileLine, type NamedFile, parseFileLine } from "./file-line.ts";
export { installWords } from "./install-words.ts";
export { missingInBuilt, readEntryPoints, requireMetadata } from "./project-metadata.ts";
export { parsePyproject } from "./pyproject.ts";
export {
  foreignFile,
  incompleteDist,
  missingUv,
  publishedFileDiffers,
  unreadableDistribution,
} from "./refusals.ts";
export type { Sdist } from "./sdist.ts";
export { pyprojectOf, setupFilesOf, sourceFilesIn } from "./source-files.ts";
export {
  locateVersion,
  parseSources,
  readName,
  readVersion,
  type SourceFiles,
  type Sources,
} from "./sources.ts";
export { type TarMember, TarReader } from "./tar-reader.ts";
export { recordedPaths, type Wheel, type WheelFiles } from "./wheel.ts";
