from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checks.facts.app_log import AppLog
from checks.sources.bundle.reading import read
from checks.sources.bundle.text_log import has_the_layout
from tests.checks.sources.bundle.bundles import APP_PATH, facts_of, zipped

STAMP = "Wed Jan 20 2021 13:20:53 GMT-0700 (Mountain Standard Time) <16408> -- "
AT = datetime(2021, 1, 20, 20, 20, 53, tzinfo=UTC)
NO_LICENCE = "errorCode: FailedAuthentication, errorStep: get_skype_license, errorState: licenseError"


def app_log_of(folder: Path, text: str | bytes, name: str = APP_PATH) -> AppLog:
    return facts_of(folder, {name: text})[AppLog]


def test_the_articles_licence_error_is_read(tmp_path: Path) -> None:
    log = app_log_of(tmp_path, f"{STAMP}info -- started\r\n{STAMP}error -- {NO_LICENCE}\r\n")
    [found] = log.items
    assert (found.at, found.step, found.state) == (AT, "get_skype_license", "licenseError")
    cite = found.cite
    assert (cite.source, cite.locator, cite.at) == ("bundle.app_log", "App/Microsoft/Teams/Logs.txt#L2", AT)
    assert cite.quote == NO_LICENCE


@pytest.mark.parametrize("line", [
    '{"errorCode":"FailedAuthentication","errorStep":"get_skype_license","errorState":"licenseError"}',
    "get_skype_license failed with licenseError",
    "errorState=licenseError; errorStep=get_skype_license",
])
def test_other_layouts_of_it_are_read(tmp_path: Path, line: str) -> None:
    [found] = app_log_of(tmp_path, f"{STAMP}error -- {line}\n").items
    assert (found.step, found.state) == ("get_skype_license", "licenseError")


@pytest.mark.parametrize("line", ["get_skype_license succeeded", "errorStep: x", "licenseError", "all well"])
def test_half_of_it_is_no_error(tmp_path: Path, line: str) -> None:
    assert app_log_of(tmp_path, f"{STAMP}info -- {line}\n").items == ()


@pytest.mark.parametrize(("stamp", "at"), [
    ("Thu Jul 13 2023 18:07:10 GMT+0200 (Mitteleuropäische Sommerzeit) <1> -- ",
     datetime(2023, 7, 13, 16, 7, 10, tzinfo=UTC)),
    ("Thu Jul 13 2023 18:07:10 GMT+0530 (印度标准时间) <1> -- ", datetime(2023, 7, 13, 12, 37, 10, tzinfo=UTC)),
    ("Thu Jul 13 2023 18:07:10 GMT-0330 -- ", datetime(2023, 7, 13, 21, 37, 10, tzinfo=UTC)),
])
def test_times_are_read_in_any_zone_and_language(tmp_path: Path, stamp: str, at: datetime) -> None:
    [found] = app_log_of(tmp_path, f"{stamp}error -- {NO_LICENCE}").items
    assert found.at == at


def test_a_line_without_a_date_has_the_time_of_the_dated_line_before_it(tmp_path: Path) -> None:
    log = app_log_of(tmp_path, f"{NO_LICENCE}\n{STAMP}error -- trace:\n  {NO_LICENCE}\n")
    assert [(found.at, found.cite.locator[-2:]) for found in log.items] == [(AT, "L3")]


@pytest.mark.parametrize("stamp", ["Wed Jan 99 2021 13:20:53 GMT-0700", "Wed Foo 20 2021 13:20:53 GMT-0700",
                                   "Wed Jan 20 2021 13:20:53 GMT-9900", "Wed Jan 20 2021 13:20:53 GMT-07000"])
def test_digits_that_are_no_date_are_a_line_like_any_other(tmp_path: Path, stamp: str) -> None:
    log = app_log_of(tmp_path, f"{STAMP}info -- x\n{stamp} error -- {NO_LICENCE}\n")
    assert [found.at for found in log.items] == [AT]


@pytest.mark.parametrize("name", ["Logs.txt", "x/y/renamed.dat", "APP/MICROSOFT/TEAMS/LOGS.TXT"])
def test_the_log_is_known_by_its_layout(tmp_path: Path, name: str) -> None:
    assert app_log_of(tmp_path, f"{STAMP}error -- {NO_LICENCE}\n", name).items


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = f"{STAMP}error -- {NO_LICENCE}, room: 第一会议室\r\n".encode(encoding)
    [found] = app_log_of(tmp_path, text).items
    assert found.cite.quote.endswith("第一会议室")


def test_a_very_long_line_and_broken_bytes_do_no_harm(tmp_path: Path) -> None:
    text = f"{STAMP}error -- {NO_LICENCE}".encode() + b"\xff\xfe\x00" * 100_000 + f"\n{STAMP}info -- end\n".encode()
    assert len(app_log_of(tmp_path, text).items) == 1


def test_its_window_is_what_its_lines_cover(tmp_path: Path) -> None:
    later = "Thu Jan 21 2021 13:20:53 GMT-0700 (x) <1> -- info -- end\n"
    [window] = app_log_of(tmp_path, f"{STAMP}info -- x\n{later}").covers
    assert (window.start, window.end, window.source) == (
        AT, datetime(2021, 1, 21, 20, 20, 53, tzinfo=UTC), "bundle.app_log")


NEWER = "0x00007f00 <INFO> native_modules::SignIn: "


@pytest.mark.parametrize("stamp", [
    "2024-08-05T06:08:29.630566+03:00 0x00007f00 <ERR>  SignIn: ", "2024-08-05T06:08:29Z 0x0000d52c         SignIn: ",
    "\ufeff2024-08-05T06:08:29.1-09:00 0x00005038 <DBG>  ",
])
def test_the_newer_apps_layout_is_read_and_its_digits_are_utc(tmp_path: Path, stamp: str) -> None:
    log = app_log_of(tmp_path, f"{stamp}{NO_LICENCE}\n", "MSTeams_2024-08-05_09-08-22.00.log")
    [found] = log.items
    assert found.at.replace(microsecond=0) == datetime(2024, 8, 5, 6, 8, 29, tzinfo=UTC)
    assert (found.step, found.state) == ("get_skype_license", "licenseError")


def test_a_newer_line_that_would_lie_ahead_is_read_by_the_offset_it_names(tmp_path: Path) -> None:
    now = datetime(2024, 8, 5, 6, 0, tzinfo=UTC)
    path = tmp_path / "bundle.zip"
    path.write_bytes(zipped({"Logs.txt": f"2024-08-05T15:58:00.0+10:00 {NEWER}{NO_LICENCE}\n"}))
    facts = read(path, clock=lambda: now).evidence.facts
    assert [found.at for found in facts[AppLog].items] == [now - timedelta(minutes=2)]


@pytest.mark.parametrize("stamp", ["2024-08-05T06:08:29.6+03:00 <INFO> ", "2024-13-05T06:08:29+03:00 0x00007f00 ",
                                   "2024-08-05 06:08:29+03:00 0x00007f00 "])
def test_other_programs_lines_are_not_the_newer_apps(stamp: str) -> None:
    assert not has_the_layout(f"{stamp}{NO_LICENCE}\n".encode())
