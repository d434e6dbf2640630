"""Real files for the story: a photo with Exif, a recording made by a speech synthesiser, a PDF."""

import struct
import subprocess
from pathlib import Path

CAMERA = "Appareil inventé 3"
FONT = b"/Resources << /Font << /F1 5 0 R >> >>"
SPOKEN = "Ceci est un exercice. Je voudrais voir un médecin."
TYPED = "Certificat inventé pour un exercice"


def photo(folder: Path) -> Path:
    """Make a JPEG photo that names its camera in Exif."""
    plain = folder / "plain.jpg"
    _run("ffmpeg", "-f", "lavfi", "-i", "testsrc=size=1600x1200", "-frames:v", "1", str(plain))
    made = folder / "photo.jpg"
    picture = plain.read_bytes()
    made.write_bytes(picture[:2] + _exif(CAMERA) + picture[2:])
    return made


def recording(folder: Path) -> Path:
    """Make a spoken recording, Opus in Ogg, as a phone records it."""
    wave, made = folder / "voice.wav", folder / "voix.ogg"
    _run("espeak-ng", "-v", "fr", "-w", str(wave), SPOKEN)
    _run("ffmpeg", "-i", str(wave), "-c:a", "libopus", "-b:a", "24k", str(made))
    return made


def document(folder: Path) -> Path:
    """Write a PDF of one page."""
    made = folder / "certificat.pdf"
    made.write_bytes(_pdf(TYPED))
    return made


def _run(program: str, *words: str) -> None:
    quiet = ["-y", "-v", "error"] if program == "ffmpeg" else []
    subprocess.run([program, *quiet, *words], check=True, capture_output=True, timeout=60)


def _exif(camera: str) -> bytes:
    """Return an APP1 segment with one tag: the camera's model (Exif 2.3, §4.5)."""
    name = camera.encode() + b"\0"
    header = b"MM\0*" + struct.pack(">I", 8)
    model = struct.pack(">HHHII", 1, 0x0110, 2, len(name), 26) + struct.pack(">I", 0)
    body = b"Exif\0\0" + header + model + name
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _pdf(text: str) -> bytes:
    shown = b"BT /F1 18 Tf 72 700 Td (" + text.encode("latin-1") + b") Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s >>" % FONT,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(made)
    count = len(objects) + 1
    made += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    made += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start)
    return made
