import pytest

from lablink_client_service.allocator import Allocator, AllocatorError
from lablink_client_service.subscribe import main, subscribe

REQUEST = ("POST", "/vms", {"hostname": "vm-1"})


def test_registers(allocator, capsys):
    assert main(["--allocator-url", allocator.url, "--hostname", "vm-1"]) == 0
    assert allocator.requests == [REQUEST]
    assert capsys.readouterr().out == f"vm-1 is registered with {allocator.url}\n"


def test_tries_again_with_growing_delays(allocator):
    allocator.statuses = [503, 500]
    delays = []
    subscribe(Allocator(allocator.url), "vm-1", 8, 1.0, delays.append)
    assert (allocator.requests, delays) == ([REQUEST] * 3, [1.0, 2.0])


def test_gives_up(dead_url):
    delays = []
    with pytest.raises(AllocatorError) as error:
        subscribe(Allocator(dead_url), "vm-1", 8, 1.0, delays.append)
    assert error.value.temporary
    assert delays == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]


def test_does_not_repeat_what_was_refused(allocator, capsys):
    allocator.statuses = [400]
    arguments = ["--allocator-url", allocator.url, "--hostname", "vm-1"]
    assert main(arguments) == 1
    assert allocator.requests == [REQUEST]
    assert "400" in capsys.readouterr().err


def test_says_why_it_failed(dead_url, capsys):
    arguments = ["--attempts", "2", "--delay", "0"]
    assert main(["--allocator-url", dead_url, *arguments]) == 1
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 2
    assert "1 more to try" in errors[0]


@pytest.mark.parametrize(
    "arguments",
    [[], ["--allocator-url", "http://127.0.0.1:1", "--attempts", "0"]],
)
def test_wrong_usage(arguments):
    with pytest.raises(SystemExit) as exit_info:
        main(arguments)
    assert exit_info.value.code == 2
