/** The deployment pin travels behind the `#` of the link, where no server sees it. */

const PIN = /[#&]k=([\w-]{43})(?=&|$)/;

/**
 * Take the pin out of the address, so that neither the bar nor a copied link shows it.
 *
 * @returns {string | undefined}
 */
export function takePin() {
  const { hash, pathname } = location;
  if (hash) history.replaceState(null, "", pathname);
  return PIN.exec(hash)?.[1];
}

/** @param {string} [pin] @returns {string} the fragment that carries it to another page of the app */
export const asFragment = (pin) => (pin ? `#k=${pin}` : "");
