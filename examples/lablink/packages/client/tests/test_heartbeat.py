import pytest

from lablink_client_service.allocator import Allocator, AllocatorError
from lablink_client_service.heartbeat import beat, main


def test_reports_that_it_runs_then_beats(allocator, monkeypatch):
    monkeypatch.setenv("CLIENT_SECRET", "s3cret")
    assert main(["--allocator-url", allocator.url, "--hostname", "vm-1", "--once"]) == 0
    (status, heartbeat) = allocator.requests
    running = {"hostname": "vm-1", "status": "running"}
    assert status == ("POST", "/api/vm-status", running)
    assert heartbeat[:2] == ("POST", "/api/heartbeat")
    assert heartbeat[2]["vm_id"] == "vm-1"
    assert 0 <= heartbeat[2]["disk_free_pct"] <= 100
    assert allocator.authorizations == ["Bearer s3cret", "Bearer s3cret"]


def test_a_lost_heartbeat_is_said_and_not_fatal(dead_url, capsys):
    beat(Allocator(dead_url, "s3cret"), "vm-1")
    assert dead_url in capsys.readouterr().err


def test_a_refused_registration_ends_it(allocator, monkeypatch, capsys):
    monkeypatch.setenv("CLIENT_SECRET", "old")
    allocator.statuses = [401]
    assert main(["--allocator-url", allocator.url]) == 1
    assert "401" in capsys.readouterr().err


def test_an_answer_that_is_not_http(dead_url):
    with pytest.raises(AllocatorError, match="127.0.0.1"):
        Allocator(dead_url, "s3cret").report("/api/heartbeat", {})


def test_no_secret(allocator, capsys):
    with pytest.raises(SystemExit) as exit_info:
        main(["--allocator-url", allocator.url])
    assert exit_info.value.code == 2
    assert "CLIENT_SECRET" in capsys.readouterr().err
