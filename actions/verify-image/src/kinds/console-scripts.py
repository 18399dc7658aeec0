@looks_at("console-script")
def look_at_console_script(check):
    problem = inventory().get("problem")
    if problem:
        return tell(check["id"], problem=problem)
    for found in inventory()["distributions"]:
        for entry in found["entries"]:
            if entry[0] in ("console_scripts", "gui_scripts") and entry[1] == check["script"]:
                return entry_point(check["id"], entry)
    # A program that is not written in Python, such as uv, has no entry point: only its file can be looked at.
    tell(check["id"], launcher=launcher(check["script"]), exit=0)
