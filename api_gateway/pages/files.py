"""The pages' files: read, packed and hashed when the first of them is asked for.

A page names its style sheets and modules under an address that holds the digest of all files. So
browsers may keep them for ever, files of two releases are never mixed, and modules import one
another by plain relative names, with no build step.
"""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable

from api_gateway.pages import FILES

MEDIA_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
_STATIC, _PRELOADS = "{static}", "{preloads}"
_MODULE = re.compile(rf'<script type="module" src="{re.escape(_STATIC)}/([\w/]+\.js)">')
_IMPORT = re.compile(r'\bfrom "(\.{1,2}/[\w./]+\.js)"')
_GZIP = 31  # zlib's window bits for a gzip header and trailer


@dataclass(frozen=True, slots=True)
class PageFile:
    """One file as it is sent: gzip, with an entity tag of its bytes."""

    media_type: str
    etag: str
    packed: bytes

    @property
    def plain(self) -> bytes:
        """The bytes for a client that takes no gzip; there hardly is one, so they are not kept."""
        return zlib.decompress(self.packed, _GZIP)


class PageFiles:
    """All files `by_name`, such as `ask.html` and `js/ask.js`; `digest` is that of all of them."""

    def __init__(self, sources: Mapping[str, bytes]) -> None:
        whole = sha256()
        for name, content in sorted(sources.items()):
            whole.update(b"%b\0%d\0%b" % (name.encode(), len(content), content))
        self.digest = whole.hexdigest()[:16]
        self._sources = sources
        self.by_name: Mapping[str, PageFile] = {
            name: self._file(name, content) for name, content in sources.items()
        }
        del self._sources

    @property
    def size_bytes(self) -> int:
        """Of all files on the wire."""
        return sum(len(file.packed) for file in self.by_name.values())

    def _file(self, name: str, content: bytes) -> PageFile:
        suffix = posixpath.splitext(name)[1]
        if suffix == ".html":
            content = self._page(content.decode()).encode()
        packing = zlib.compressobj(9, zlib.DEFLATED, _GZIP)
        packed = packing.compress(content) + packing.flush()
        return PageFile(MEDIA_TYPES[suffix], f'W/"{sha256(content).hexdigest()[:16]}"', packed)

    def _page(self, text: str) -> str:
        """A page with its addresses, which asks for all its modules at once and not one by one."""
        wanted = self._modules(_MODULE.findall(text))
        preloads = "\n".join(
            f'<link rel="modulepreload" href="{_STATIC}/{name}">' for name in wanted
        )
        return text.replace(_PRELOADS, preloads).replace(_STATIC, FILES + self.digest)

    def _modules(self, entries: Iterable[str]) -> Iterator[str]:
        """These modules and what they import, each once."""
        waiting, seen = [*entries], set[str]()
        while waiting:
            name = waiting.pop(0)
            if name in seen:
                continue
            seen.add(name)
            yield name
            folder = posixpath.dirname(name)
            found = _IMPORT.findall(self._sources[name].decode())
            waiting += (posixpath.normpath(posixpath.join(folder, one)) for one in found)


def load_page_files() -> PageFiles:
    """The files as they lie in the package: some 150 KB read and 60 KB kept.

    A page's file has what is its own; `frame.html` goes around each, and is no file to be asked for.
    """
    found = dict(_under(resources.files("api_gateway") / "static" / "pages"))
    frame = found.pop("frame.html")
    pages = {
        name: frame.replace(b"{page}", content.rstrip())
        for name, content in found.items()
        if name.endswith(".html")
    }
    return PageFiles(found | pages)


def _under(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, bytes]]:
    for each in folder.iterdir():
        name = prefix + each.name
        if each.is_dir():
            yield from _under(each, f"{name}/")
        elif posixpath.splitext(name)[1] in MEDIA_TYPES:
            yield name, each.read_bytes()
