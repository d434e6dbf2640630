/** Runs at once: takes secrets out of the address before anything else can see them, then starts the app. */

const fragment = new URLSearchParams(location.hash.slice(1));
if (location.hash) history.replaceState(null, "", location.pathname);

import("./app.js").then(({ start }) => start({ invite: fragment.get("invite") ?? "", pin: fragment.get("k") ?? "" }));
