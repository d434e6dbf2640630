/** Runs at once: takes secrets out of the address before anything else can see them, then starts the app. */

const fragment = new URLSearchParams(location.hash.slice(1));
if (location.hash) history.replaceState(null, "", location.pathname);
// A link followed while the app is open changes the fragment alone: begin again, so that it is taken out too.
addEventListener("hashchange", () => location.hash && location.reload());

import("./app.js").then(({ start }) => start({ invite: fragment.get("invite") ?? "", pin: fragment.get("k") ?? "" }));
