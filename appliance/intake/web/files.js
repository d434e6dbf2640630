/** Chosen files: their sizes in words, and their hashes, made one after another while she goes on. */

/** As config/appliance.yml allows by default; the server has the last word. */
export const LARGEST_FILE_BYTES = 2 * 1024 ** 3;

/** The phone reads one file at a time. @type {Promise<unknown>} */
let queue = Promise.resolve();

/**
 * @param {File} file
 * @param {Promise<import("./app.js").Sealing>} sealing
 * @returns {import("./store.js").ChosenFile}
 */
export function noteChosen(file, sealing) {
  const hash = queue.then(() => sealing).then(({ hashBlob }) => hashBlob(file));
  // Whoever waits for the hash hears of a failure; the queue itself goes on.
  queue = hash.catch(() => undefined);
  return { blob: file, name: file.name, hash };
}

/**
 * @param {import("./form.js").Translate} t
 * @param {number} bytes
 */
export function inUnits(t, bytes) {
  if (bytes < 1000) return t("size-bytes", { size: bytes });
  if (bytes < 1_000_000) return t("size-kb", { size: bytes / 1000 });
  return t("size-mb", { size: bytes / 1_000_000 });
}
