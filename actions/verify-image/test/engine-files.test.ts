/** Files as a real engine has them, also of an image that lies about them. */
import { afterAll, expect } from "@jest/globals";
import { baseImage, describeWithEngine, tried } from "@lablink-actions/testkit";
import { build, failed, removeImages, rowsOf, verifyAlone } from "./engine-support.ts";

describeWithEngine("with a container engine", () => {
  afterAll(removeImages, 120_000);

  tried(
    "verify-image on an image whose Python and shell say of every file that it is there",
    "the engine says what is there, and nothing in the image runs for it",
    async () => {
      const image = await build(`FROM ${baseImage()}
RUN printf '#!/bin/true\\n' > /liar && chmod +x /liar && touch /there && mkdir /folder && \\
  cp /liar /usr/bin/python3 && mv --force /liar /bin/sh
`);
      const ran = await verifyAlone(image, "files: [/there, /folder, /missing, /missing/*]");
      expect(failed(ran)).toMatch(/2 of 4 checks/);
      expect(rowsOf(ran)).toEqual({
        "file /there": "passed",
        "file /folder": "passed",
        "file /missing": "failed is missing",
        "file /missing/*": "failed nothing matches",
      });
    },
    120_000,
  );

  tried(
    "files by patterns, through links, and executable ones for the image's user, on a real engine",
    "a pattern needs a match or the number that is given, a link is what it leads to, and groups count",
    async () => {
      const image = await build(`FROM ${baseImage()}
RUN mkdir -p /www/assets/deep /www/none && cd /www/assets && \\
  touch ui-D357AMxM.js ui-b.js ui.css deep/ui-c.js && ln -s /no/such ui-gone.js && \\
  ln -s /www/assets/ui.css ui-link.css && ln -s assets /www/linked && mkdir /programs && \\
  useradd --uid 4321 client && groupadd --gid 777 tools && usermod --append --groups tools client && \\
  for name in root own group all; do echo > /programs/$name; chmod 700 /programs/$name; done && \\
  chown client /programs/own && chown root:777 /programs/group && chmod 610 /programs/group && \\
  chmod 755 /programs/all
USER client
`);
      const ran = await verifyAlone(
        image,
        `files:
  - /www/assets/ui-*.js
  - { path: "/www/*/ui*.css", count: 2 }
  - { path: "/www/assets/*/ui-*.js", count: 1 }
  - { path: "/www/linked/ui-*.js", count: 1 }
  - /www/assets/ui-gone.js
  - /www/assets/ui-link.css
  - "/www/none/*"
  - "/usr/*/no-such-file-*"
  - { path: /programs/root, executable: true }
  - { path: /programs/own, executable: true }
  - { path: /programs/group, executable: true }
  - { path: "/programs/*", executable: true }
`,
      );
      expect(rowsOf(ran)).toEqual({
        "file /www/assets/ui-*.js": "passed /www/assets/ui-D357AMxM.js, /www/assets/ui-b.js",
        "file /www/*/ui*.css": "passed /www/assets/ui-link.css, /www/assets/ui.css",
        "file /www/assets/*/ui-*.js": "passed /www/assets/deep/ui-c.js",
        "file /www/linked/ui-*.js":
          "failed there are 2, not 1: /www/linked/ui-D357AMxM.js, /www/linked/ui-b.js",
        "file /www/assets/ui-gone.js": "failed is missing",
        "file /www/assets/ui-link.css": "passed",
        "file /www/none/*": "failed nothing matches",
        "file /usr/*/no-such-file-*": "failed nothing matches",
        "file /programs/root": "failed is not executable",
        "file /programs/own": "passed",
        "file /programs/group": "passed",
        "file /programs/*": "failed not executable: /programs/root",
      });
    },
    120_000,
  );
});
