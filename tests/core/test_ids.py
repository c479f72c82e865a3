"""Ids that can stand in addresses and file names."""

from pathlib import PurePosixPath, PureWindowsPath

import pytest

from core.ids import file_part, is_usable


@pytest.mark.parametrize("identifier", ["C01", "黔A·12345", "a b", "a:b", "v1.2", "...x"])
def test_ids_of_letters_and_marks_can_be_used(identifier):
    assert is_usable(identifier)


@pytest.mark.parametrize("identifier", ["a/b", "a\\b", "a\0b", "a\n", "\x7f", ".", ".."])
def test_ids_that_lead_elsewhere_cannot(identifier):
    assert not is_usable(identifier)


def test_a_part_of_a_files_name_is_no_path_on_any_system():
    for identifier in ("x/../../escaped", "C:\\x", "a|b?*", "\0"):
        name = f"itinerary-{file_part(identifier)}.pdf"
        assert PurePosixPath(name).name == name
        assert PureWindowsPath(name).name == name
    assert file_part("黔A-12345") == "黔A-12345"


def test_different_ids_have_different_files():
    identifiers = ["a:b", "a%3Ab", "a_b", "a/b", "a%2Fb"]
    assert len({file_part(one) for one in identifiers}) == len(identifiers)
