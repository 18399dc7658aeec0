import pytest

from lablink_client_service.check_gpu import check_gpu, main


@pytest.fixture
def nvidia_smi(tmp_path, monkeypatch):
    """Puts a shell script in nvidia-smi's place; without one there is none."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def install(script):
        path = tmp_path / "nvidia-smi"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    return install


def test_healthy(nvidia_smi):
    nvidia_smi("echo 'GPU 0: Tesla T4'")
    assert check_gpu() == ("Healthy", "GPU 0: Tesla T4")


def test_unhealthy_driver(nvidia_smi):
    nvidia_smi("echo 'cannot talk to the driver' >&2; exit 9")
    detail = "nvidia-smi ended with 9: cannot talk to the driver"
    assert check_gpu() == ("Unhealthy", detail)


def test_unhealthy_when_it_hangs(nvidia_smi):
    nvidia_smi("exec /bin/sleep 20")
    assert check_gpu(timeout=0.2)[0] == "Unhealthy"


def test_unhealthy_when_it_does_not_start(nvidia_smi, tmp_path):
    nvidia_smi("")
    (tmp_path / "nvidia-smi").write_bytes(b"\0")
    assert check_gpu()[0] == "Unhealthy"


def test_no_gpu(nvidia_smi):
    nvidia_smi("exit 0")
    assert check_gpu() == ("N/A", "nvidia-smi lists no GPU")


def test_no_nvidia_smi_is_a_report_not_a_crash(
    nvidia_smi, allocator, monkeypatch, capsys
):
    monkeypatch.setenv("CLIENT_SECRET", "s3cret")
    assert main(["--allocator-url", allocator.url, "--hostname", "vm-1"]) == 0
    assert capsys.readouterr().out == "GPU N/A: there is no nvidia-smi\n"
    report = {"hostname": "vm-1", "gpu_status": "N/A"}
    assert allocator.requests == [("POST", "/api/gpu_health", report)]


def test_allocator_and_name_from_the_environment(nvidia_smi, allocator, monkeypatch):
    nvidia_smi("echo 'GPU 0'")
    monkeypatch.setenv("ALLOCATOR_URL", allocator.url + "/")
    monkeypatch.setenv("CLIENT_SECRET", "s3cret")
    monkeypatch.setenv("VM_NAME", "vm-2")
    assert main([]) == 0
    report = {"hostname": "vm-2", "gpu_status": "Healthy"}
    assert allocator.requests == [("POST", "/api/gpu_health", report)]


def test_no_report(nvidia_smi, capsys):
    assert main(["--no-report"]) == 0
    assert capsys.readouterr().out == "GPU N/A: there is no nvidia-smi\n"


def test_allocator_away(nvidia_smi, dead_url, monkeypatch, capsys):
    monkeypatch.setenv("CLIENT_SECRET", "s3cret")
    assert main(["--allocator-url", dead_url]) == 1
    assert dead_url in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--allocator-url", "file:///etc/passwd"]])
def test_wrong_usage(nvidia_smi, arguments):
    with pytest.raises(SystemExit) as exit_info:
        main(arguments)
    assert exit_info.value.code == 2
