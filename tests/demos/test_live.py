"""Trainings that visitors watch: in a process of their own, one at a time, and over as soon as nobody wants them."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from threading import Thread

import gradio as gr
import pytest
from gradio_client.exceptions import AppError

from demos.shared import components, live, tickets
from demos.shared import workers as shared
from demos.shared.tickets import Moment, Ticket
from demos.shared.workers import LINE, LineFullError, WorkerEndedError, Workers
from errors import ExplainedError, UnforeseenError
from tests.demos import trainings
from tests.waiting import BRISK, PATIENCE, until


@pytest.fixture(scope="module")
def workers() -> Workers:
    """One process for the tests of this file; it starts with the first."""
    return Workers(1)


@pytest.fixture
def served(workers, monkeypatch) -> Workers:
    monkeypatch.setattr(live, "workers", lambda: workers)
    return workers


def end_of(ticket: Ticket) -> Moment:
    """How a training ends for somebody who looks on."""

    def over() -> bool:
        ticket.ask()
        return ticket.look().over

    until(over)
    return ticket.look()


def begun(ticket: Ticket) -> Moment:
    """Its first frame."""
    until(lambda: ticket.look().frames)
    return ticket.look()


def outcome(workers: Workers, function, *arguments) -> Moment:
    """How a training ends."""
    with workers.enter(function, *arguments) as ticket:
        return end_of(ticket)


def test_a_training_runs_in_another_process_and_gives_its_last_frame(workers):
    moment = outcome(workers, trainings.count, 20)
    assert (moment.state, moment.frame.step) == ("done", 20)
    assert moment.frame.process != os.getpid()
    assert 1 <= moment.frames <= 21


def test_frames_that_nobody_asks_for_are_dropped(workers):
    with workers.enter(trainings.count, 300) as ticket:
        assert begun(ticket).frame.step == 0
        until(lambda: ticket.look().state == "done")
        assert (ticket.look().frames, ticket.look().frame.step) == (2, 300)


@pytest.mark.parametrize("function", [trainings.count, trainings.think, trainings.swallow])
def test_stop_ends_it_whatever_it_does(workers, function):
    with workers.enter(function, *([10**9] if function is trainings.count else [])) as ticket:
        begun(ticket)
        ticket.stop()
        until(lambda: ticket.look().over, BRISK)
        assert ticket.look().state == "stopped"
    assert outcome(workers, trainings.count, 1).state == "done"


def test_what_can_be_stopped_leaves_the_process_alive(workers):
    processes = set()
    for function, arguments in ((trainings.count, (10**9,)), (trainings.think, ()), (trainings.count, (3,))):
        with workers.enter(function, *arguments) as ticket:
            processes.add(begun(ticket).frame.process)
            ticket.stop()
            end_of(ticket)
    assert len(processes) == 1


def test_a_library_that_stop_left_half_imported_is_met_by_nobody(workers, tmp_path):
    begun, slow = tmp_path / "begun", tmp_path / "slow"
    slow.touch()
    (tmp_path / "once.py").write_text(
        "import pathlib, sys, time\n"
        "assert not hasattr(sys, 'registered')\n"  # which TensorFlow asks of its names
        "sys.registered = True\n"
        f"pathlib.Path({str(begun)!r}).touch()\n"
        f"while pathlib.Path({str(slow)!r}).exists(): time.sleep(0.01)\n",
        encoding="utf-8",
    )
    with workers.enter(trainings.import_once, str(tmp_path)) as ticket:
        until(begun.exists)
        ticket.stop()
        until(lambda: ticket.look().over, BRISK)
        assert ticket.look().state == "stopped"
    slow.unlink()
    assert outcome(workers, trainings.import_once, str(tmp_path)).state == "done"


def test_who_leaves_is_not_trained_for(workers, monkeypatch):
    monkeypatch.setattr(tickets, "UNSEEN", 3600.0)
    with ExitStack() as gone:
        begun(gone.enter_context(workers.enter(trainings.think)))
        with workers.enter(trainings.count, 3) as ticket:
            assert ticket.look().place == 1
            gone.close()
            assert end_of(ticket).state == "done"


def test_who_does_not_look_any_more_has_left(workers, monkeypatch):
    monkeypatch.setattr(tickets, "UNSEEN", 0.2)
    with workers.enter(trainings.think) as ticket:
        until(lambda: ticket._moment.over, BRISK)  # the test itself does not look
        assert ticket.look().state == "stopped"


def test_a_training_that_takes_too_long_makes_room(workers, monkeypatch):
    monkeypatch.setattr(workers, "seconds", 0.3)
    assert outcome(workers, trainings.think).state == "expired"


def test_the_line_tells_everybody_a_place_and_has_an_end(workers):
    with ExitStack() as all_of_them, ExitStack() as one:
        begun(all_of_them.enter_context(workers.enter(trainings.think)))
        gone = one.enter_context(workers.enter(trainings.count, 1))
        others = [all_of_them.enter_context(workers.enter(trainings.count, 1)) for _ in range(LINE - 2)]
        assert [ticket.look().place for ticket in (gone, *others)] == list(range(1, LINE))
        with pytest.raises(LineFullError):
            all_of_them.enter_context(workers.enter(trainings.count, 1))
        one.close()
        assert gone.look().state == "stopped"
        assert [ticket.look().place for ticket in others] == list(range(1, LINE - 1))


def test_refusals_come_over_whole(workers):
    moment = outcome(workers, trainings.fail, 5)
    assert moment.state == "failed" and type(moment.error) is ExplainedError
    assert moment.error.cause == "At step 5 the loss is no number." and moment.error.remedy == "Choose a smaller λ."
    assert moment.frame.step <= 4


def test_of_what_nobody_foresaw_only_the_kind_is_told(workers):
    error = outcome(workers, trainings.break_down).error
    assert type(error) is UnforeseenError and error.cause == "The training failed: ZeroDivisionError."


def test_a_process_that_dies_is_told_and_replaced(workers):
    error = outcome(workers, trainings.die).error
    assert type(error) is WorkerEndedError and "-9" in error.cause
    assert outcome(workers, trainings.count, 1).state == "done"


def test_the_process_is_told_no_secrets(workers, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    monkeypatch.setenv("OAUTH_CLIENT_SECRET", "secret")
    outcome(workers, trainings.die)
    assert outcome(workers, trainings.environment).error.cause == "[]"


@pytest.mark.training
def test_a_process_that_trains_has_no_pandas(workers):
    assert outcome(workers, trainings.with_keras).frame is False


def test_an_idle_process_ends_and_the_next_visitor_gets_another():
    workers = Workers(1, idle=0.1)
    processes = []
    for _ in range(2):
        processes.append(outcome(workers, trainings.count, 1).frame.process)
        until(lambda: workers._free == 1 and not is_alive(processes[-1]))
    assert processes[0] != processes[1]


def test_two_processes_train_at_once():
    workers = Workers(2, idle=0.1)
    with workers.enter(trainings.think) as first, workers.enter(trainings.think) as second:
        assert begun(first).frame.process != begun(second).frame.process


def test_a_process_ends_with_its_server(tmp_path):
    script = """
import os
from demos.shared.workers import Workers
from tests.demos import trainings
from tests.demos.test_live import begun
with Workers(1).enter(trainings.think) as ticket:
    print(begun(ticket).frame.process, flush=True)
    os._exit(9)
"""
    done = subprocess.run([shared.sys.executable, "-c", script], cwd=shared.ROOT, capture_output=True, text=True)
    assert done.returncode == 9
    until(lambda: not is_alive(int(done.stdout)))


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


class Page:
    """A browser that draws when it is told to; `left` is the number of the first run that it did not draw."""

    def __init__(self, runs: Iterator[live.Run]):
        self.runs = runs
        self.shown = next(runs)
        self.left: int | None = None

    def draw(self) -> None:
        live.workers().ticket(self.shown.run).note_drawn(self.shown.number)


def test_a_stream_counts_and_ends(served):
    runs = list(live.stream(trainings.count, 200))
    assert [run.number for run in runs] == list(range(1, len(runs) + 1))
    assert len({run.run for run in runs}) == 1
    assert runs[-1].state == "done" and runs[-1].frame.step == 200
    assert not any(run.recorded for run in runs)
    assert served.ticket(runs[0].run) is None


def test_a_program_gets_at_most_ten_frames_a_second(served):
    began = time.monotonic()
    runs = list(live.stream(trainings.count, 1500))
    assert len(runs) <= (time.monotonic() - began) / live.FASTEST + 2
    assert live.FASTEST >= 0.1


def test_a_browser_gets_nothing_newer_before_it_has_drawn(served, monkeypatch):
    monkeypatch.setattr(live, "SLOWEST", 3600.0)
    page = Page(live.stream(trainings.count, 10**9))
    page.draw()
    shown = []
    reader = Thread(target=lambda: shown.extend(watched(page, frames=3)))
    reader.start()
    ticket = served.ticket(page.shown.run)
    until(lambda: page.left)
    assert ticket.wait_drawn(page.left, 1.0) is False  # a second in which others got ten frames
    assert page.shown.number == page.left
    live.stop(page.shown.run)
    reader.join()
    assert sorted({run.number for run in shown}) == list(range(2, page.left + 2)) and shown[-1].state == "stopped"
    assert len({run.frame.step for run in shown if run.number == page.left}) == 1  # the same again, and nothing newer


def watched(page: Page, frames: int) -> Iterator[live.Run]:
    """All further runs, of which the page draws those without a frame, while its process starts, and so many others."""
    for run in page.runs:
        page.shown = run
        if frames:
            page.draw()
            frames -= run.frame is not None
        elif page.left is None:
            page.left = run.number
        yield run


def test_who_waits_can_stop_at_once(served):
    with served.enter(trainings.think) as first:
        begun(first)
        page = Page(live.stream(trainings.count, 5))
        assert page.shown.state == "waiting"
        live.stop(page.shown.run)
        assert list(page.runs)[-1].state == "stopped"
        assert not first.look().over


def test_closing_a_stream_ends_what_trains_for_it(served, monkeypatch):
    monkeypatch.setattr(tickets, "UNSEEN", 3600.0)
    page = Page(live.stream(trainings.think))
    ticket = served.ticket(page.shown.run)
    page.runs.close()
    until(lambda: ticket._moment.over, BRISK)
    assert served.ticket(page.shown.run) is None


def test_a_failure_is_the_last_run_and_then_the_error(served):
    runs = live.stream(trainings.fail, 3)
    shown = []
    with pytest.raises(ExplainedError, match="At step 3"):
        for run in runs:
            shown.append(run)
    assert shown[-1].state == "failed"
    assert "At step 3 the loss is no number." in shown[-1].reason


def test_while_one_waits_a_recorded_run_is_shown_and_called_so(served, monkeypatch, tmp_path):
    (tmp_path / "gan" / "recorded").mkdir(parents=True)
    (tmp_path / "gan" / "recorded" / "try.json").write_text('[{"step": 70, "process": 1}, {"step": 71, "process": 1}]')
    monkeypatch.setattr(components, "DEMOS", tmp_path)
    with served.enter(trainings.think) as first:
        begun(first)
        runs = live.stream(trainings.count, 5, recorded="gan.try")
        shown = list(islice(runs, 3))
    assert [(run.state, run.place, run.recorded, run.frame.step) for run in shown] == [
        ("waiting", 1, True, 70),
        ("waiting", 1, True, 71),
        ("waiting", 1, True, 71),
    ]
    rest = list(runs)
    assert not [run for run in rest if run.state == "waiting" and run.place is None]  # it has a place, or it starts
    assert rest[-1].state == "done" and rest[-1].frame.step == 5 and not rest[-1].recorded


def test_every_record_can_be_read():
    from demos import DEMOS
    from demos.gan.endpoints import models

    assert "gan" in DEMOS
    frames = live.recording("gan.play", models.live)
    assert len(frames) > 5 and frames[0].step == 0 and frames[-1].step == frames[-1].steps


def test_visitors_who_train_too_often_are_told_to_wait(served, monkeypatch):
    monkeypatch.setattr(live, "count_request", lambda request, cost: (_ for _ in ()).throw(gr.Error("too fast")))
    with pytest.raises(gr.Error, match="too fast"):
        next(live.stream(trainings.count, 1))


PLAY = ("ring", "gradient-two-sided", 1, 1, 25, 0)
LONG = ("ring", "gradient-two-sided", 10, 1, 4000, 0)  # longer than the minute that everybody has


def test_the_server_never_loads_what_trains(app, client):
    assert client.predict(*PLAY, api_name="/play")["state"] == "done"
    libraries = Path(f"/proc/{app.process.pid}/maps").read_text()
    assert "onnxruntime" in libraries or "tokenizers" in libraries or "numpy" in libraries  # the file can be read
    assert "tensorflow" not in libraries


def test_ten_visitors_train_one_after_another_and_know_their_place(app):
    clients = [app.client() for _ in range(10)]
    jobs = [client.submit(*PLAY, api_name="/play") for client in clients]
    assert [job.result(timeout=PATIENCE)["state"] for job in jobs] == ["done"] * 10
    places = {run["place"] for job in jobs for run in job.outputs() if run["state"] == "waiting"}
    assert max(places - {None}) >= 3


def test_a_process_that_is_killed_costs_its_own_run_alone(app, client):
    job = client.submit(*LONG, api_name="/play")
    until(lambda: any(run["state"] == "running" for run in job.outputs()))
    for process in live_processes(app.process.pid):
        os.kill(process, signal.SIGKILL)
    with pytest.raises(AppError, match="The process that trained has ended"):
        job.result(timeout=PATIENCE)
    assert job.outputs()[-1]["state"] == "failed"
    assert client.predict(*PLAY, api_name="/play")["state"] == "done"


def test_a_program_that_cancels_makes_room(app, client):
    job = client.submit(*LONG, api_name="/play")
    until(lambda: any(run["state"] == "running" for run in job.outputs()))
    assert job.cancel()
    assert app.client().submit(*PLAY, api_name="/play").result(timeout=2 * BRISK)["state"] == "done"


def live_processes(server: int) -> list[int]:
    children = [
        int(child) for file in Path(f"/proc/{server}/task").glob("*/children") for child in file.read_text().split()
    ]
    return [child for child in children if b"demos.shared.process" in Path(f"/proc/{child}/cmdline").read_bytes()]
