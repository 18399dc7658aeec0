export { type Checked, check, checkJson, clauseIn, clauseOf, type Problem } from "./check.ts";
export { jsonSchema, type SchemaOptions } from "./json-schema.ts";
export {
  anything,
  boolean,
  choice,
  described,
  either,
  integer,
  list,
  nullable,
  type Optional,
  object,
  open,
  optional,
  record,
  type Shape,
  type Shaped,
  text,
} from "./shape.ts";
