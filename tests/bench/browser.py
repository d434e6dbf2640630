"""Sealing in a browser, with the module that both web apps use, and the bytes of the intake app."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from playwright.sync_api import Route, sync_playwright

from tests.browser.phone import chromium, phone
from tests.browser.wire import Wire, total

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
PHOTO_BYTES = 5 * 1024 * 1024
SEAL = """async (size) => {
  const { generateCompartmentKey, sealBlob } = await import("/bench-crypto.js");
  const photo = new Blob([new Uint8Array(size)]);
  const key = await generateCompartmentKey("evidence");
  const times = [];
  for (let round = 0; round < 5; round += 1) {
    const begun = performance.now();
    const { stream, size: announced } = await sealBlob(photo, key.recipient);
    let sealed = 0;
    for (const reader = stream.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      sealed += value.length;
    }
    if (sealed !== announced) throw new Error("not the size that was announced");
    times.push(performance.now() - begun);
  }
  return times;
}"""


def first_bytes() -> dict[str, Any]:
    """Return what the build measured: the first screen and the whole app, gzip, in bytes."""
    manifest = json.loads((ROOT / "build/web/intake/manifest.json").read_text())
    found: dict[str, Any] = manifest["measured"]
    return found


def wire_bytes(link: str) -> tuple[int, int]:
    """Return what a browser receives, headers and gzip bodies: the first screen, and all to report.

    Args:
        link: the intake app's address as survivors are given it.
    """
    with chromium() as browser, phone(browser) as her:
        wire = Wire(her.page)
        her.visit(link)
        first = total(wire.first_screen())
        her.go_to_review()
        her.send()
        return first, total(wire.app())


def has_chromium() -> bool:
    """Tell whether there is a browser to measure."""
    return CHROMIUM is not None


def sealing_ms(intake: str) -> list[float]:
    """Return how long a page of the intake origin takes to seal a photo, round by round."""
    script = _bundle()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.route("**/bench-crypto.js", lambda route: _serve(route, script))
        page.goto(intake)
        times = page.evaluate(SEAL, PHOTO_BYTES)
        browser.close()
    return [float(each) for each in times]


def _serve(route: Route, script: str) -> None:
    route.fulfill(body=script, content_type="text/javascript")


def _bundle() -> str:
    """Bundle the cryptography as the build does: the apps' own files export no such name."""
    esbuild = shutil.which("esbuild", path=str(ROOT / "node_modules/.bin"))
    assert esbuild, "the web apps are not built: run `make web`"
    words = [esbuild, "appliance/web/crypto.js", "--bundle", "--minify", "--format=esm"]
    done = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout
