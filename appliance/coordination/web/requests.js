/** Requests for her consent that she has not agreed to, from the checked thread. */

/**
 * @typedef {import("../../web/thread.js").Message} Message
 * @typedef {import("../../web/thread.js").Request} Request
 */

/**
 * A request is answered by a consent to the same person until the same day, as her browser has it, or by a message of
 * hers that refuses it. Asked again after that, it waits again.
 *
 * @param {readonly Pick<Message, "at" | "request" | "refuses">[]} messages in their order
 * @param {readonly {recipient: string, expires: string}[]} consents in force or not
 * @param {string} day today
 * @returns {{at: string, request: Request, refused?: string}[]} one for each person and day, the last one asked; `refused`:
 *   when she refused it
 */
export function openRequests(messages, consents, day) {
  /** @param {{recipient: string, expires: string}} one */
  const place = ({ recipient, expires }) => `${recipient} ${expires}`;
  const answered = new Set(consents.map(place));
  /** @type {Map<string, {at: string, request: Request, refused?: string}>} */
  const open = new Map();
  for (const { at, request, refuses } of messages) {
    if (request && request.expires >= day && !answered.has(place(request))) open.set(place(request), { at, request });
    const asked = refuses && open.get(place(refuses));
    if (asked) open.set(place(refuses), { ...asked, refused: at });
  }
  return [...open.values()];
}
