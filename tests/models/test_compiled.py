"""Machine code from an earlier run is used only as long as no compiled code has changed, in whichever file."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import models.compiled
from models.compiled import SOURCES, digest_of_sources
from models.transmission import retention
from simulation.kernel import hand_down

LAW = "from models.compiled import compiled\n\n@compiled\ndef law(x):\n    return {} * x\n"
ENGINE = "from models.compiled import compiled\nfrom models.law import law\n\n@compiled\ndef engine(x):\n    return law(x) + 1.0\n"
SHOW = "from simulation.engine import engine; print(engine(1.0), len(engine.stats.cache_hits))"


def test_a_changed_law_reaches_the_engine_in_another_file(tmp_path):
    for folder in ("models", "simulation"):
        (tmp_path / folder).mkdir()
    shutil.copy(Path(models.compiled.__file__), tmp_path / "models")
    (tmp_path / "simulation" / "engine.py").write_text(ENGINE, encoding="utf-8")

    def run(factor):
        (tmp_path / "models" / "law.py").write_text(LAW.format(factor), encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        command = [sys.executable, "-c", SHOW]
        result = subprocess.run(
            command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
        )
        return result.stdout.split()

    assert run(2.0) == ["3.0", "0"]
    assert run(2.0) == ["3.0", "1"], "nothing has changed: taken from the first run"
    assert run(3.0) == ["4.0", "0"]


def test_all_compiled_functions_share_one_stamp():
    for function in (hand_down, retention):
        assert function._cache._cache_file._source_stamp == SOURCES


def test_the_digest_is_of_all_files_with_compiled_code_and_of_no_other(tmp_path):
    for folder in ("models", "simulation"):
        (tmp_path / folder).mkdir()
    law, plain, tuples = (
        tmp_path / name for name in ("models/law.py", "models/plain.py", "simulation/tuples.py")
    )
    law.write_text("@compiled\n", encoding="utf-8")
    plain.write_text("x = 1\n", encoding="utf-8")
    tuples.write_text("class A(NamedTuple): ...\n", encoding="utf-8")
    before = digest_of_sources(tmp_path)
    plain.write_text("x = 2\n", encoding="utf-8")
    assert digest_of_sources(tmp_path) == before
    tuples.write_text("class B(NamedTuple): ...\n", encoding="utf-8")
    after = digest_of_sources(tmp_path)
    assert after != before
    law.write_text("@compiled  # changed\n", encoding="utf-8")
    assert digest_of_sources(tmp_path) not in (before, after)
