/** For jest: a program that runs elsewhere, in an image for example, is a module of its text, as in a bundle. */
export default {
  process: (text: string) => ({ code: `export default ${JSON.stringify(text)};\n` }),
};
