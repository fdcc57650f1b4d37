"""Pseudonyms: one person one name, no name without the key, and a key that nobody else reads."""

import hmac
import multiprocessing
import os
import stat
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.cleaning import pseudonyms
from pipeline.cleaning.pseudonyms import ALPHABET, KEY_FILE, find_key, pseudonymise
from pipeline.errors import DataError

KEY = bytes(range(32))
PASSPHRASE = "correct horse battery staple, and eight more words"


@pytest.fixture(autouse=True)
def no_key_given(monkeypatch):
    monkeypatch.delenv("ATHAR_KEY", raising=False)


def name(value: object, domain: str = "unit", key: bytes = KEY) -> str:
    return pseudonymise(pd.Series([value]), domain, key)[0]


def test_a_pseudonym_is_the_keyed_hash_of_domain_and_value():
    number = int.from_bytes(hmac.digest(KEY, b"unit\x00HH-17", "sha256"), "big")
    letters = [ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(12)]
    assert name("HH-17") == "".join(letters)
    assert not set("AEIOU").intersection(ALPHABET)


@pytest.mark.parametrize("same", ["3", " 3 ", 3, 3.0, "3.0", "٣", np.int8(3), np.float32(3)])
def test_a_value_counts_as_it_is_written(same):
    assert name(same) == name("3")


@pytest.mark.parametrize("other", ["03", "3.5", "33", "٣٣"])
def test_another_value_has_another_pseudonym(other):
    assert name(other) != name("3")


def test_domain_and_key_change_it():
    assert len({name("3"), name("3", "enumerator"), name("3", key=b"x" * 32)}) == 3


def test_missing_and_blank_values_stay_missing():
    values = pd.Series(["a", None, "", "  ", "a"], index=[9, 8, 7, 6, 5], name="hh")
    result = pseudonymise(values, "unit", KEY)
    assert result.isna().tolist() == [False, True, True, True, False]
    assert result.index.tolist() == [9, 8, 7, 6, 5]
    assert result[9] == result[5]


def test_waves_with_different_types_link():
    baseline = pd.Series([101, 102, 103])
    endline = pd.Series([103.0, np.nan, 101.0])
    first, second = (pseudonymise(wave, "unit", KEY) for wave in (baseline, endline))
    assert second.dropna().tolist() == [first[2], first[0]]


def test_two_people_with_one_pseudonym_stop_the_run(monkeypatch):
    monkeypatch.setattr(pseudonyms, "LENGTH", 2)
    with pytest.raises(DataError, match="the same pseudonym") as caught:
        pseudonymise(pd.Series(range(700_000, 701_000), name="hh"), "unit", KEY)
    assert "7000" not in str(caught.value.faults)


def test_the_key_is_made_once_for_its_owner_only(tmp_path: Path):
    key = find_key(tmp_path, "survey", simulated=False)
    assert len(key) == 32
    assert find_key(tmp_path, "another", simulated=False) == key
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / KEY_FILE).parent.stat().st_mode) == 0o700
    assert os.listdir(tmp_path / ".athar") == ["key"]


def test_runs_at_the_same_time_agree_on_one_key(tmp_path: Path):
    with multiprocessing.get_context("fork").Pool(8) as pool:
        for attempt in range(10):
            root = tmp_path / str(attempt)
            root.mkdir()
            keys = pool.starmap(find_key, [(root, "survey", False)] * 16, chunksize=1)
            assert len(set(keys)) == 1


def test_a_key_that_others_can_read_is_refused(tmp_path: Path):
    find_key(tmp_path, "survey", simulated=False)
    (tmp_path / KEY_FILE).chmod(0o644)
    with pytest.raises(DataError, match="can read"):
        find_key(tmp_path, "survey", simulated=False)


def test_a_folder_that_cannot_keep_a_key_is_said(tmp_path: Path):
    (tmp_path / ".athar").write_text("a file in the way")
    with pytest.raises(DataError) as caught:
        find_key(tmp_path, "survey", simulated=False)
    assert "ATHAR_KEY" in caught.value.faults[0].help


def test_the_environment_comes_first(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("ATHAR_KEY", KEY.hex())
    assert find_key(tmp_path, "survey", simulated=False) == KEY
    monkeypatch.setenv("ATHAR_KEY", PASSPHRASE)
    assert find_key(tmp_path, "survey", simulated=False) == PASSPHRASE.encode()
    assert not (tmp_path / ".athar").exists()


def test_a_short_key_is_refused_and_not_quoted(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("ATHAR_KEY", "hunter2-and-more")
    with pytest.raises(DataError) as caught:
        find_key(tmp_path, "survey", simulated=False)
    assert "hunter2" not in str(caught.value.faults)


def test_a_simulated_evaluation_s_key_is_public(tmp_path: Path, monkeypatch):
    key = find_key(tmp_path, "savings-groups", simulated=True)
    monkeypatch.setenv("ATHAR_KEY", PASSPHRASE)
    assert find_key(tmp_path / "elsewhere", "savings-groups", simulated=True) == key
    assert find_key(tmp_path, "another", simulated=True) != key
    assert not (tmp_path / ".athar").exists()


def test_git_and_dvc_ignore_the_key(root: Path):
    for name in (".gitignore", ".dvcignore"):
        assert ".athar/" in (root / name).read_text().splitlines()
