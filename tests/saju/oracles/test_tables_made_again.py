"""The tables' script, run again, gives the same bytes.

No oracle of what is right (the other modules are): it holds that the committed tables are what the
committed script makes of its sources, and that the checksums are of them and of those kept by hand.
Needs the script's own packages, and about a minute and a half.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import saju

TABLES = Path(saju.__file__).parent / "tables"
MADE = ("delta_t.txt", "lunar_months.txt", "solar_terms.bin", "zone_extents.txt", "SHA256SUMS")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_script_run_again_gives_the_same_bytes(tmp_path: Path) -> None:
    out = shutil.copytree(TABLES, tmp_path / "tables")
    for name in MADE:
        (out / name).unlink()
    command = [sys.executable, "-m", "scripts.make_tables", "--out", str(out)]
    subprocess.run(command, check=True, cwd=TABLES.parents[1], capture_output=True)
    assert [
        name for name in MADE if (out / name).read_bytes() != (TABLES / name).read_bytes()
    ] == []
