/** Programs that run in an image: the bundle holds their text. */
declare module "*.py" {
  const program: string;
  export default program;
}

declare module "*.sh" {
  const program: string;
  export default program;
}
