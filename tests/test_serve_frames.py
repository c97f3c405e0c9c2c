"""What passes between the server and the processes that evaluate, and which requests they answer."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import time
from urllib.parse import quote, unquote_to_bytes

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lf2l_kg.query.job import Job
from lf2l_kg.serve.asked import read_query_string
from lf2l_kg.serve.errors import HttpError
from lf2l_kg.serve.evaluation import reports as reports_module
from lf2l_kg.serve.evaluation.board import Board, Digests, create_board, digest_question
from lf2l_kg.serve.evaluation.effort import Effort
from lf2l_kg.serve.evaluation.frames import Frame, Frames, Kind, pack_frame, send_frame
from lf2l_kg.serve.evaluation.reports import Report, Reports, pack_report, unpack_reports
from lf2l_kg.serve.simple import read_simple

FRAMES = st.lists(st.tuples(st.sampled_from(Kind), st.binary(max_size=50), st.binary(max_size=50)))


@given(frames=FRAMES, cut=st.integers(1, 40))
def test_frames_come_out_as_they_went_in_wherever_the_stream_is_cut(
    frames: list[tuple[Kind, bytes, bytes]], cut: int
) -> None:
    stream = b"".join(pack_frame(*frame) for frame in frames)
    reader, found = Frames(), list[tuple[Kind, bytes, bytes]]()
    for start in range(0, len(stream), cut):
        reader.feed(stream[start : start + cut], ())
        found += [(frame.kind, frame.head, frame.body) for frame in reader]
    assert found == frames


def test_each_frame_has_its_own_descriptor() -> None:
    ours, theirs = socket.socketpair()
    files = [
        os.memfd_create(str(n)) if hasattr(os, "memfd_create") else os.dup(1) for n in range(3)
    ]
    with ours, theirs:
        for number, file in enumerate(files):
            send_frame(ours, Kind.LEND, b"%d" % number, file=file)
            send_frame(ours, Kind.RECALL, b"0")
        reader, found = Frames(), list[Frame]()
        while len(found) < 6:
            data, descriptors, _, _ = socket.recv_fds(theirs, 1 << 16, 8)
            reader.feed(data, descriptors)
            found += list(reader)
    lent = [frame for frame in found if frame.kind == Kind.LEND]
    for frame, file in zip(lent, files, strict=True):
        assert frame.descriptor is not None
        assert os.path.sameopenfile(frame.descriptor, file)
        os.close(frame.descriptor)
        os.close(file)
    assert all(frame.descriptor is None for frame in found if frame.kind == Kind.RECALL)


def test_a_board_shows_what_was_written_through_another_mapping() -> None:
    with create_board() as file:
        server, process = Board(file.fileno()), Board(file.fileno())
    question = Job("ASK {}", "text/csv", "")
    other = Job("ASK {}", "text/tab-separated-values", "")
    server.mark(question)
    assert process.is_marked(digest_question(question))
    assert not process.is_marked(digest_question(other))
    process.turn(3).take(7)
    assert server.turn(3).number == 7
    assert not server.turn(4).number
    server.turn(3).recalled = True
    assert process.turn(3).recalled
    server.turn(3).reset()
    assert (process.turn(3).number, process.turn(3).recalled) == (0, False)


REPORTS = st.builds(
    Report,
    number=st.integers(1, 1 << 40),
    seconds=st.floats(0, 10),
    rows=st.none() | st.integers(0, 1 << 40),
    size=st.integers(0, 1 << 40),
    digest=st.text("0123456789abcdef", min_size=12, max_size=12),
)


@given(st.lists(st.lists(REPORTS, max_size=9), max_size=9))
def test_what_a_process_reports_is_read_once_and_in_order(portions: list[list[Report]]) -> None:
    memory = memoryview(bytearray(reports_module.SIZE))
    process, server = Reports(memory), Reports(memory)
    for portion in portions:
        assert all(process.add(report) for report in portion)
        assert server.take() == portion


def test_what_there_is_no_room_for_is_not_taken_and_leaves_what_waits_as_it_is() -> None:
    memory = memoryview(bytearray(reports_module.SIZE))
    process, server = Reports(memory), Reports(memory)
    made = [Report(n, 0.5, None, n, "0123456789ab") for n in range(3000)]
    for start in (0, 1000, 2000):  # past the end of the memory, and on from its beginning
        took = [process.add(report) for report in made[start : start + 1200]]
        found = server.take()
        assert found == made[start : start + len(found)]
        assert took == [True] * len(found) + [False] * (len(took) - len(found))
        assert len(found) >= 1000


@given(REPORTS)
def test_a_report_is_the_same_once_it_has_been_packed(report: Report) -> None:
    assert unpack_reports(pack_report(report)) == [report]


@given(st.lists(st.integers(1, 2**64 - 1), unique=True, max_size=20))
def test_a_digest_is_known_the_second_time(digests: list[int]) -> None:
    known = Digests(4096)
    for digest in digests:
        assert not known.is_known(digest)
        assert known.is_known(digest)


@given(st.text(), st.sampled_from(["", "text/csv", "*/*;q=0.1"]))
def test_a_simple_request_asks_what_the_client_wrote(query: str, accept: str) -> None:
    try:
        escaped = quote(query)
    except UnicodeEncodeError:
        return
    head = f"GET /sparql?query={escaped} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\nX-Request-Id: 1\r\n\r\n"
    found = read_simple(head.encode())
    assert found is not None
    assert read_query_string(found.query_string).query == query
    assert found.accept == accept


@given(st.text("%0aGé+=Ā \\n\r", max_size=12) | st.text(max_size=12))
@example("%\n")
@example("%\r")
def test_a_query_is_decoded_as_an_address_is_or_refused(value: str) -> None:
    value = value.replace("&", "")
    expected: str | None = None
    if not re.search("%(?![0-9A-Fa-f]{2})", value):
        with contextlib.suppress(UnicodeDecodeError):
            expected = unquote_to_bytes(value.replace("+", " ")).decode()
    found: str | None = None
    with contextlib.suppress(HttpError):
        found = read_query_string(f"query={value}".encode()).query
    assert found == expected


class Watched:
    """A process as the system tells of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.used = 100.0
        monkeypatch.setattr(time, "clock_gettime", lambda _: self.used)


def test_a_query_is_long_once_it_has_used_the_processor_or_waited_for_very_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    process, effort = Watched(monkeypatch), Effort(7)
    assert not effort.is_long(1.0, 1.02, 0.05)
    assert not effort.is_long(1.0, 1.2, 0.05)  # it only waits
    assert effort.is_long(1.0, 1.25, 0.05)  # that is too long, whatever it does
    process.used += 0.03
    assert not effort.is_long(1.0, 1.2, 0.05)
    process.used += 0.015
    assert effort.is_long(1.0, 1.06, 0.05)
    assert not effort.is_long(2.0, 2.06, 0.05)  # another query


def test_where_nobody_says_what_a_process_has_used_the_clock_alone_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(time, "clock_gettime")
    assert not Effort(7).is_long(1.0, 1.04, 0.05)
    assert Effort(7).is_long(1.0, 1.05, 0.05)


HEAD = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n"


@given(st.binary(max_size=60), st.integers(0, len(HEAD)))
@example(b"\r\n" + HEAD + b"\r\n", len(HEAD))  # two requests
@example(b"Content-Length: 1\r\n\r\n", len(HEAD))
@example(b"Transfer-Encoding: chunked\r\n\r\n", len(HEAD))
@example(b"Host: y\r\n\r\n", len(HEAD))
@example(b"Connection: close\r\n\r\n", len(HEAD))
@example(b"Upgrade: h2c\r\n\r\n", len(HEAD))
@example(b"Expect: 100-continue\r\n\r\n", len(HEAD))
@example(b"#x HTTP/1.1\r\nHost: x\r\n\r\n", 27)
@example(b" HTTP/1.0\r\nHost: x\r\n\r\n", 27)
def test_anything_else_is_left_to_the_server(rest: bytes, place: int) -> None:
    assert read_simple(HEAD[:place] + rest) is None or rest == b"\r\n"
