/**
 * Leaves classical, passphrase and tag recipients out of the bundle.
 *
 * age-encryption's Encrypter and Decrypter name every kind of recipient, so a bundler keeps them
 * all. The record format knows one kind; here the others become a class that refuses, which saves
 * a fifth of the bytes a phone loads and leaves nothing in the page that could make a classical
 * seal. The edit fails loudly if the library's text is no longer the one it was written for.
 */

import { readFile } from "node:fs/promises";

const EDITS = [
  {
    file: /age-encryption[\\/]dist[\\/]index\.js$/,
    changes: [
      [/import \{ (ScryptIdentity, ScryptRecipient) \} from "\.\/recipients\.js";/, "$1"],
      [/import \{ (X25519Identity, X25519Recipient) \} from "\.\/recipients\.js";/, "$1"],
      [/import \{ (TagRecipient, HybridTagRecipient) \} from "\.\/recipients\.js";/, "$1"],
    ].map(([pattern, names]) => [pattern, `import { ${names} } from "safehold:refused";`]),
  },
  {
    // Four calls at the top level whose results we do not use, but which a bundler cannot know
    // to be free of effects.
    file: /@noble[\\/]post-quantum[\\/]hybrid\.js$/,
    changes: [
      [/= QSF\('QSF-KEM\(ML-KEM-768.*, ecdhKem\(p256, true\), shake256, sha3_256\);/, "= undefined;"],
      [/= QSF\('QSF-KEM\(ML-KEM-1024.*, ecdhKem\(p384, true\), shake256, sha3_256\);/, "= undefined;"],
      [/= createKitchenSink\(.*, ml_kem768, x25519kem, shake256, sha256\);/, "= undefined;"],
    ],
  },
];

const REFUSED = `
class Refused { constructor() { throw new Error("only hybrid recipients"); } }
export {
  Refused as ScryptIdentity, Refused as ScryptRecipient, Refused as X25519Identity,
  Refused as X25519Recipient, Refused as TagRecipient, Refused as HybridTagRecipient,
};`;

/** @type {import("esbuild").Plugin} */
export const hybridOnly = {
  name: "hybrid-only",
  setup(build) {
    build.onResolve({ filter: /^safehold:refused$/ }, ({ path }) => ({ path, namespace: "refused", sideEffects: false }));
    build.onLoad({ filter: /.*/, namespace: "refused" }, () => ({ contents: REFUSED }));
    for (const { file, changes } of EDITS) {
      build.onLoad({ filter: file }, async ({ path }) => {
        let contents = await readFile(path, "utf8");
        for (const [pattern, replacement] of changes) {
          if (!pattern.test(contents)) throw new Error(`${path} has changed: look at hybrid-only.mjs again`);
          contents = contents.replace(pattern, replacement);
        }
        return { contents };
      });
    }
  },
};
