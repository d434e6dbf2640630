/**
 * Which files a browser shows without running anything, by their exact type. The type is what the sender said: an SVG,
 * a page or a PDF could carry script that runs in this app's origin, whatever the spelling, so all else is only saved.
 */

/** @type {["img" | "audio" | "video", unknown[]][]} */
const VIEWERS = [
  ["img", ["image/avif", "image/bmp", "image/gif", "image/heic", "image/heif", "image/jpeg", "image/png", "image/webp"]],
  ["audio", [
    "audio/3gpp", "audio/aac", "audio/amr", "audio/flac", "audio/mp4", "audio/mpeg", "audio/ogg", "audio/wav", "audio/webm",
    "audio/x-m4a", "audio/x-wav",
  ]],
  ["video", ["video/3gpp", "video/mp4", "video/mpeg", "video/ogg", "video/quicktime", "video/webm"]],
];

/** @param {unknown} untrusted media type, as the sender named it */
export const viewerOf = (untrusted) => VIEWERS.find(([, types]) => types.includes(untrusted))?.[0];
