/** Requests for her consent that she has not agreed to, from the checked thread. */

/**
 * @typedef {import("../../web/thread.js").Message} Message
 * @typedef {import("../../web/thread.js").Request} Request
 */

/**
 * A request is answered by a consent to the same person until the same day, as her browser has it; a refusal comes as
 * a message and cannot be told from another.
 *
 * @param {readonly Pick<Message, "at" | "request">[]} messages in their order
 * @param {readonly {recipient: string, expires: string}[]} consents in force or not
 * @param {string} day today
 * @returns {{at: string, request: Request}[]} one for each person and day, the last one asked
 */
export function openRequests(messages, consents, day) {
  /** @param {{recipient: string, expires: string}} one */
  const place = ({ recipient, expires }) => `${recipient} ${expires}`;
  const answered = new Set(consents.map(place));
  /** @type {Map<string, {at: string, request: Request}>} */
  const open = new Map();
  for (const { at, request } of messages) {
    if (request && request.expires >= day && !answered.has(place(request))) open.set(place(request), { at, request });
  }
  return [...open.values()];
}
