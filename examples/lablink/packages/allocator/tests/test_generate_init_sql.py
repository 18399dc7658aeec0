import stat

import pytest

from lablink_allocator_service.generate_init_sql import generate_init_sql, main
from lablink_allocator_service.get_config import Config


def test_creates_role_database_and_table():
    script = generate_init_sql(Config(db_user="ann", db_name="lab"))
    assert 'CREATE ROLE "ann" LOGIN;' in script
    assert 'CREATE DATABASE "lab" OWNER "ann";' in script
    assert '\\connect "lab"' in script
    assert "CREATE TABLE IF NOT EXISTS vms" in script


@pytest.mark.parametrize(
    ("password", "literal"),
    [("plain", "'plain'"), ("it's", "'it''s'"), ("a\\'b", "E'a\\\\''b'")],
)
def test_quotes_the_password(password, literal):
    script = generate_init_sql(Config(db_password=password))
    assert f"LOGIN PASSWORD {literal};" in script


def test_writes_where_it_is_told(tmp_path, monkeypatch, capsys):
    by_environment, by_argument = tmp_path / "a.sql", tmp_path / "b.sql"
    monkeypatch.setenv("INIT_SQL_PATH", str(by_environment))
    assert main([]) == 0
    assert main([str(by_argument)]) == 0
    assert by_environment.read_text() == by_argument.read_text() != ""
    assert capsys.readouterr().out == f"wrote {by_environment}\nwrote {by_argument}\n"


def test_keeps_the_file_private(tmp_path):
    path = tmp_path / "init.sql"
    path.touch(mode=0o644)
    assert main([str(path)]) == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_says_why_it_cannot_write(tmp_path, capsys):
    assert main([str(tmp_path / "absent" / "init.sql")]) == 1
    assert "absent" in capsys.readouterr().err
