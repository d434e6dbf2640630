/**
 * Leave quickly: forget, show nothing, and put an ordinary page in this page's place in the history.
 * What it cannot do (the browser's own list of visited pages) the first page says.
 */

const TWICE_WITHIN_MS = 2000;

/**
 * @param {string} address of an ordinary page
 * @param {() => void} forget
 */
export function leave(address, forget) {
  forget();
  // The network may be slow; what was on the screen must be gone at once.
  document.documentElement.replaceChildren(document.createElement("body"));
  location.replace(address);
}

/**
 * @param {HTMLAnchorElement} link its address is where to go, with or without script
 * @param {() => void} forget
 */
export function watchExit(link, forget) {
  const { href } = link;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(href, forget);
  });
  let last = -Infinity;
  document.addEventListener("keydown", ({ key, timeStamp }) => {
    if (key !== "Escape") return;
    if (timeStamp - last < TWICE_WITHIN_MS) leave(href, forget);
    last = timeStamp;
  }, { capture: true });
}

/**
 * Forget on the way out, however she leaves, and never come back from the browser's page cache.
 *
 * @param {() => boolean} hasDraft whether the browser should ask first
 * @param {() => void} forget
 */
export function watchLeaving(hasDraft, forget) {
  addEventListener("beforeunload", (event) => {
    if (hasDraft()) event.preventDefault();
  });
  addEventListener("pagehide", forget);
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload();
  });
}
