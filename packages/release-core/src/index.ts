export * from "./channel.ts";
export * from "./commit.ts";
export * from "./declared-tags.ts";
export * from "./development-suffix.ts";
export * from "./digest.ts";
export * from "./image-reference.ts";
export * from "./image-tags.ts";
export * from "./input-refusals.ts";
export * from "./nearest.ts";
export * from "./package-name.ts";
export * from "./package-versions.ts";
export * from "./platform.ts";
export * from "./refusal.ts";
export * from "./refusal-codes.ts";
export * from "./result.ts";
// Its type has the name of compute-tags' own, of which it is another view.
export {
  beginsWithPlatform,
  type PromotedTagKind,
  sharedVersion,
  tagKind,
  versionAsIn,
} from "./tag-kind.ts";
export * from "./tag-template.ts";
export * from "./trigger.ts";
export * from "./version.ts";
export * from "./version-inputs.ts";
export * from "./version-tag.ts";
