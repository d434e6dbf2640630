/** Days, in UTC, as docs/record-format.md writes them. */

/** @param {number} days from today @returns {string} */
export const dayAfter = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);

export const today = () => dayAfter(0);
