/** Days and times as records spell them (docs/record-format.md §1). */

/** @param {Date} date @returns {string} `YYYY-MM-DDTHH:MMZ`; only ever inside a seal */
export const timeOf = (date) => `${date.toISOString().slice(0, 16)}Z`;

/** @param {Date} date @returns {string} `YYYY-MM-DD`, UTC */
export const dayOf = (date) => date.toISOString().slice(0, 10);
