import json

import pytest

from lablink_allocator_service.get_config import Config, ConfigError, get_config


@pytest.fixture
def config_file(tmp_path):
    def write(content):
        path = tmp_path / "config.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return write


def test_defaults():
    assert get_config(environ={}) == Config()


def test_environment_overrides_file_overrides_defaults(config_file):
    path = config_file({"port": 6000, "db_name": "lab"})
    environ = {"LABLINK_CONFIG": str(path), "LABLINK_PORT": "7000"}
    config = get_config(environ=environ)
    assert (config.port, config.db_name, config.db_user) == (7000, "lab", "lablink")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "config.json"),
        ([], "expected a JSON object"),
        ({"prot": 1}, "unknown setting 'prot'"),
        ({"port": "many"}, "'many' is not a number"),
        ({"port": 70000}, "70000 is not between"),
        ({"host": 1}, "host must be a string"),
        ({"db_name": "x; DROP TABLE vms"}, "not a plain lower-case name"),
    ],
)
def test_unusable_file(config_file, content, message):
    with pytest.raises(ConfigError, match=message):
        get_config(config_file(content), environ={})


def test_a_file_that_was_asked_for_must_exist(tmp_path):
    with pytest.raises(ConfigError, match="absent.json"):
        get_config(tmp_path / "absent.json", environ={})
