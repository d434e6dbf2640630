/** The bare address: on to the language of this browser. Without script, the links are there. */

const offered = [...document.querySelectorAll("a[hreflang]")].map((link) => link.getAttribute("hreflang") ?? "");
const wanted = navigator.languages.map((language) => language.slice(0, 2).toLowerCase());
const language = wanted.find((code) => offered.includes(code)) ?? (offered.includes("en") ? "en" : offered[0]);

// replace: the bare address, with the pin behind its #, leaves no entry of its own.
location.replace(`/${language}.html${location.hash}`);

export {};
