"""Paths -> files to read; what can't be read is named."""

from __future__ import annotations

import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.sources import collect


def make(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}", "utf8")
    return folder


def names(*paths: str | Path) -> list[str]:
    return [source.name for source in collect(paths).files]


def test_a_folder_gives_its_briefings_in_order(tmp_path: Path) -> None:
    make(tmp_path, "b.md", "a.txt", "sub/c.html", "sub/deep/简报.markdown", "picture.png", "data.json")
    found = collect(tmp_path)
    assert [s.name for s in found.files] == ["a.txt", "b.md", "c.html", "简报.markdown"]
    assert found.wholes == (str(tmp_path),)
    assert found.problems == ()


def test_hidden_files_and_files_about_the_folder_are_passed_over(tmp_path: Path) -> None:
    make(tmp_path, "a.md", ".hidden.md", ".git/x.md", "README.md", "readme.zh-CN.md", "LICENSE.txt", "CHANGELOG.md", "readmes-of-august.md")
    assert names(tmp_path) == ["a.md", "readmes-of-august.md"]


def test_a_file_by_name_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    make(tmp_path, "README.md", "notes.dat")
    assert names(tmp_path / "README.md", tmp_path / "notes.dat") == ["README.md", "notes.dat"]
    assert collect(tmp_path / "README.md").wholes == ()


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    make(tmp_path, "a.md")
    assert names(tmp_path, tmp_path / "a.md", os.path.relpath(tmp_path / "a.md")) == ["a.md"]


def test_what_is_missing_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    make(tmp_path, "a.md")
    found = collect([tmp_path / "a.md", tmp_path / "none.md"])
    assert [s.name for s in found.files] == ["a.md"]
    assert [str(p) for p in found.problems] == [f"{tmp_path}/none.md: No such file or directory; check the path and its permissions"]


@pytest.mark.parametrize("given", ["empty", "none.md", "none.zip"])
def test_nothing_to_read_is_an_error(tmp_path: Path, given: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=rf"{given}: .*check the path"):
        collect(tmp_path / given)


def test_no_path_is_an_error() -> None:
    with pytest.raises(InputError, match="no path given"):
        collect([])


@pytest.mark.parametrize("second", ["sub/a.md", "a.html", "sub/A.md"])
def test_two_files_of_one_stem_are_both_named(tmp_path: Path, second: str) -> None:
    make(tmp_path, "a.md", second)
    with pytest.raises(InputError) as error:
        collect(tmp_path)
    assert f"{tmp_path}/a.md" in str(error.value)
    assert f"{tmp_path}/{second}" in str(error.value)


def test_a_zip_gives_its_briefings(tmp_path: Path) -> None:
    path = tmp_path / "news.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("in/a.md", "in/README.md", "__MACOSX/in/._a.md", "in/简报.md", "in/x.png"):
            archive.writestr(name, name)
    found = collect(path)
    assert [(s.name, s.path, s.container) for s in found.files] == [("a.md", f"{path}!in/a.md", str(path)), ("简报.md", f"{path}!in/简报.md", str(path))]
    assert found.wholes == (str(path),)


def test_a_zip_from_chinese_windows_keeps_its_names(tmp_path: Path) -> None:
    path = tmp_path / "news.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("XXXX.md", "text")
    path.write_bytes(path.read_bytes().replace(b"XXXX", "简报".encode("gbk")))
    assert names(path) == ["简报.md"]


def test_a_file_that_only_calls_itself_zip_is_named(tmp_path: Path) -> None:
    make(tmp_path, "a.zip", "b.md")
    found = collect([tmp_path / "a.zip", tmp_path / "b.md"])
    assert "not a zip archive" in str(found.problems[0])


def test_an_entry_that_can_not_be_unpacked_is_named(tmp_path: Path) -> None:
    path = tmp_path / "news.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.md", "aaaaaaaaaa")
        archive.writestr("b.md", "bbbbbbbbbb")
    path.write_bytes(path.read_bytes().replace(b"aaaaaaaaaa", b"aaaaXaaaaa"))
    found = collect(path)
    assert [s.name for s in found.files] == ["b.md"]
    assert f"{path}!a.md: can't be unpacked" in str(found.problems[0])


def test_a_folder_that_is_no_file_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    make(tmp_path, "a.md")
    found = collect(tmp_path)
    assert [str(p) for p in found.problems] == [f"{tmp_path}/pipe.md: not a regular file; give Markdown, HTML or plain text"]


def test_a_name_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    make(tmp_path, "a.md")
    (tmp_path / os.fsdecode(b"\xff.md")).write_text("x")
    assert "its name is not UTF-8" in str(collect(tmp_path).problems[0])


@pytest.fixture
def repository(tmp_path: Path) -> str:
    make(tmp_path / "repo", "2031-01-01.md", "README.md", "docs/2031-02-01.md")
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=n", "-c", "user.email=e@example.org", "commit", "-q", "-m", "m"]):
        subprocess.run(["git", "-C", str(tmp_path / "repo"), *command], check=True)
    return f"file://{tmp_path}/repo"


def test_a_git_repository_gives_its_briefings(repository: str) -> None:
    found = collect(repository)
    assert [s.path for s in found.files] == [f"{repository}!2031-01-01.md", f"{repository}!docs/2031-02-01.md"]
    assert found.wholes == (repository,)


def test_a_git_repository_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"file://.*none: .*check the address"):
        collect(f"file://{tmp_path}/none")


def test_git_must_be_installed(repository: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InputError, match="needs the git command"):
        collect(repository)
