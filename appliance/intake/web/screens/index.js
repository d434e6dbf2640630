/** Every screen by name. The mailbox and what belongs to it are loaded when she comes back. */

import { code } from "./code.js";
import { files } from "./files.js";
import { finish } from "./finish.js";
import { mailbox } from "./mailbox.js";
import { question } from "./question.js";
import { returning } from "./return.js";
import { review } from "./review.js";
import { send } from "./send.js";

export const screens = Object.freeze({ code, files, finish, mailbox, question, return: returning, review, send });

/** @typedef {keyof typeof screens} ScreenName */
