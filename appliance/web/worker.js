/** The worker that stretches a passphrase: one request, progress, one answer. */

import { stretch } from "./stretch.js";

self.onmessage = async ({ data }) => {
  let told = 0;
  /** @param {number} share */
  const progress = (share) => {
    // A message a percent is enough; thousands would slow the work.
    if (share - told < 0.01) return;
    told = share;
    self.postMessage({ share });
  };
  try {
    self.postMessage({ output: await stretch(data.passphrase, data.kdf, progress) });
  } catch {
    self.postMessage({ error: "argon2id" });
  }
};
