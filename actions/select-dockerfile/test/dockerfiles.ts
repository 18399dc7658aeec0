/** Dockerfiles, and whether a stage that is built sees the argument V. A test asks BuildKit the same. */
export const dockerfiles: readonly { title: string; text: string; sees: boolean }[] = [
  { title: "an ARG in the only stage", text: "FROM scratch\nARG V\n", sees: true },
  { title: "no ARG", text: "FROM scratch\nCOPY . /\n", sees: false },
  { title: "an ARG before FROM", text: "ARG V\nFROM scratch\n", sees: false },
  {
    title: "an ARG before FROM and in a stage",
    text: "ARG V=1\nFROM scratch\nARG V\n",
    sees: true,
  },
  { title: "an ARG in lower case, indented", text: "from scratch\n  arg V\n", sees: true },
  { title: "an ARG with a default", text: "FROM scratch\nARG V=1.0\n", sees: true },
  { title: "one of several names", text: 'FROM scratch\nARG A=1 B="x y" V C\n', sees: true },
  { title: "a name within a quoted default", text: 'FROM scratch\nARG B="x V y"\n', sees: false },
  { title: "a name within an escaped default", text: "FROM scratch\nARG B=x\\ V\n", sees: false },
  { title: "a name in other case", text: "FROM scratch\nARG v\n", sees: false },
  { title: "a longer name", text: "FROM scratch\nARG VV V_\n", sees: false },
  { title: "a quoted name", text: 'FROM scratch\nARG "V"\n', sees: false },
  { title: "a comment", text: "FROM scratch\n# ARG V\n", sees: false },
  {
    title: "a continued ARG",
    text: "FROM scratch\nARG \\\n  A=1 \\\n\n # comment\n  V\n",
    sees: true,
  },
  {
    title: "an ARG that continues another instruction",
    text: "FROM scratch\nENV a=b \\\nARG=V\n",
    sees: false,
  },
  {
    title: "an ARG that continues after a comment",
    text: "FROM scratch\nLABEL a=b \\\n# c\nARG=1 \\\n\n V=2\n",
    sees: false,
  },
  {
    title: "an ARG after an escaped backslash",
    text: "FROM scratch\nENV a=b\\\\\nARG V\n",
    sees: true,
  },
  {
    title: "white space after a backslash",
    text: "FROM scratch\nENV a=b \\  \nARG=1\n",
    sees: false,
  },
  {
    title: "another escape character",
    text: "# escape=`\nFROM scratch\nENV a=b\\\nARG V\n",
    sees: true,
  },
  {
    title: "another escape character that continues",
    text: "# syntax=docker.io/docker/dockerfile:1\n#Escape = ` \nFROM scratch\nENV a=b `\nARG=V\n",
    sees: false,
  },
  {
    title: "an escape directive after a comment is a comment",
    text: "# comment\n# escape=`\nFROM scratch\nENV a=b`\nARG V\n",
    sees: true,
  },
  { title: "a here-document", text: "FROM scratch\nCOPY <<EOF /a\nARG V\nEOF\n", sees: false },
  {
    title: "an ARG after a here-document",
    text: "FROM scratch\nCOPY <<EOF /a\nx\\\nEOF\nARG V\n",
    sees: true,
  },
  {
    title: "two here-documents, quoted and indented",
    text: "FROM scratch\nCOPY <<'A' <<-\"C\" /a/\nC\nARG V\nA\n\tARG V\n\tC\n",
    sees: false,
  },
  {
    title: "an ARG after two here-documents",
    text: "FROM scratch\nCOPY <<A <<-B /a/\nA\n\tB\nARG V\n",
    sees: true,
  },
  {
    title: "something like a here-document in another instruction",
    text: "FROM scratch\nENV a=<<EOF\nARG V\n",
    sees: true,
  },
  {
    title: "a quoted something like a here-document",
    text: 'FROM scratch\nCOPY "<<EOF" /a\nARG V\n',
    sees: true,
  },
  { title: "an ARG that children inherit", text: "FROM scratch AS a\nARG V\nFROM a\n", sees: true },
  {
    title: "a stage that is left out",
    text: "FROM scratch AS a\nARG V\nFROM scratch\n",
    sees: false,
  },
  {
    title: "a stage that is copied from",
    text: "FROM scratch AS a\nARG V\nFROM scratch\nCOPY --from=A / /\n",
    sees: true,
  },
  {
    title: "a stage that is copied from by its number",
    text: "FROM scratch\nARG V\nFROM scratch\nCOPY --from=0 / /\n",
    sees: true,
  },
  {
    title: "a stage that is needed by a needed one",
    text: "FROM scratch AS a\nARG V\nFROM scratch AS b\nCOPY --from=a / /\nFROM b\n",
    sees: true,
  },
  {
    title: "a stage that is mounted",
    text: "FROM scratch AS a\nARG V\nFROM scratch\nRUN --mount=type=bind,from=a,target=/a b\n",
    sees: true,
  },
  {
    title: "a stage that is needed by one that is left out",
    text: "FROM scratch AS a\nARG V\nFROM a AS b\nFROM scratch\n",
    sees: false,
  },
  {
    title: "a stage of a base by a variable",
    text: "ARG B=a\nFROM --platform=linux/amd64 scratch AS a\nARG V\nFROM ${B}\n",
    sees: true,
  },
  {
    title: "an ARG for the children of the image",
    text: "FROM scratch\nONBUILD ARG V\n",
    sees: false,
  },
  {
    title: "lines that end as on Windows",
    text: "FROM scratch\r\nENV a=b \\\r\n  c=d\r\nARG V\r\n",
    sees: true,
  },
  { title: "a byte order mark", text: "\uFEFFFROM scratch\nARG V\n", sees: true },
];
