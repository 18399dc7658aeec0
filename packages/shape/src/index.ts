export { check, checkJson, clauseIn, clauseOf, type Problem } from "./check.ts";
export { jsonSchema } from "./json-schema.ts";
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
