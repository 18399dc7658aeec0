import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from lablink_client_service.update_inuse_status import is_running, main

NAME = "lablink-demo-software"  # longer than the 15 characters the kernel keeps


@pytest.fixture
def proc(tmp_path):
    """A stand-in for /proc: `run(…)` adds a process with that command line."""

    class Proc:
        path = tmp_path
        next_pid = 100_000_000  # beyond what a real process can have

        def run(self, *arguments, pid=None):
            Proc.next_pid += 1
            directory = tmp_path / str(pid or Proc.next_pid)
            directory.mkdir()
            command = b"".join(os.fsencode(a) + b"\0" for a in arguments)
            (directory / "cmdline").write_bytes(command)

    (tmp_path / "self").mkdir()
    return Proc()


@pytest.mark.parametrize(
    "command",
    [
        [NAME],
        [f"/opt/bin/{NAME}", "--gui"],
        ["/usr/bin/python3.11", f"/opt/bin/{NAME}"],
    ],
)
def test_running(proc, command):
    proc.run("/sbin/init")
    proc.run(*command)
    assert is_running(NAME, proc.path)


@pytest.mark.parametrize(
    "command",
    [[], [""], ["vim", NAME], ["python3"], ["python3", "-c", NAME], [NAME + "-2"]],
)
def test_not_running(proc, command):
    proc.run(*command)
    assert not is_running(NAME, proc.path)


def test_does_not_count_itself(proc):
    proc.run(NAME, pid=os.getpid())
    assert not is_running(NAME, proc.path)


def test_a_process_that_ended_meanwhile(proc):
    (proc.path / "123").mkdir()
    assert not is_running(NAME, proc.path)


def test_reports_a_real_process(allocator, monkeypatch, capsys):
    monkeypatch.setenv("CLIENT_SECRET", "s3cret")
    arguments = ["--allocator-url", allocator.url, "--hostname", "vm-1"]
    arguments += ["--process", NAME]
    assert main(arguments) == 0
    with subprocess.Popen([NAME, "60"], executable=shutil.which("sleep")) as process:
        # Popen returns while the kernel still replaces the program: no command line yet.
        while not Path(f"/proc/{process.pid}/cmdline").read_bytes():
            time.sleep(0.01)
        assert main(arguments) == 0
        process.kill()
    assert allocator.requests == [
        ("POST", "/api/update_inuse_status", {"hostname": "vm-1", "status": False}),
        ("POST", "/api/update_inuse_status", {"hostname": "vm-1", "status": True}),
    ]
    assert capsys.readouterr().out == f"{NAME} does not run\n{NAME} runs\n"


def test_no_report(monkeypatch, capsys):
    monkeypatch.setenv("SUBJECT_SOFTWARE", NAME)
    assert main(["--no-report"]) == 0
    assert capsys.readouterr().out == f"{NAME} does not run\n"


def test_an_unregistered_vm(allocator, monkeypatch, capsys):
    monkeypatch.setenv("CLIENT_SECRET", "old")
    allocator.statuses = [401]
    assert main(["--allocator-url", allocator.url, "--process", NAME]) == 1
    assert "401" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--process", NAME]])
def test_wrong_usage(arguments):
    with pytest.raises(SystemExit) as exit_info:
        main(arguments)
    assert exit_info.value.code == 2
