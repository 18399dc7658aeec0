import { jsonSchema } from "@lablink-actions/shape";
import { checksShape } from "./kinds/index.ts";

/** The published JSON schema, for editors: its path in this repository, and its text. */
export function checksSchemaFile(): [path: string, text: string] {
  const path = "actions/verify-image/src/checks.schema.json";
  const schema = jsonSchema(checksShape, {
    id: `https://raw.githubusercontent.com/talmolab/lablink-actions/main/${path}`,
    title: "Checks of an image, for verify-image",
  });
  return [path, `${JSON.stringify(schema, undefined, 2)}\n`];
}
