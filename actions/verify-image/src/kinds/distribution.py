@looks_at("distribution")
def look_at_distribution(check):
    found = distribution(check["distribution"])
    problem = inventory().get("problem")
    version = found and found["version"] or None
    seen = {"problem": problem} if problem else {"version": version, "place": found and found["place"]}
    tell(check["id"], **seen)
    if found is None:
        return
    labels = {"console_scripts": "console script", "gui_scripts": "gui script"}
    for entry in found["entries"]:
        group, name, value = entry
        # One that belongs to an extra may be installed without it.
        if not value.rstrip().endswith("]"):
            label = "%s %s" % (labels.get(group, group), name)
            entry_point(check["id"], found, entry, {"kind": "entry-point", "name": label})
    look_at_requirements(check)


def look_at_requirements(check):
    part = {"kind": "requirements", "name": "requirements"}
    tell(check["id"], part)
    if inventory()["pip"]:
        words = [PYTHON, "-m", "pip", "--disable-pip-version-check", "check"]
        return tell(check["id"], part, by="pip check", **run(words, left(plan["limit"])))
    keys = ("name", "version", "requires")
    listed = [{key: found[key] for key in keys} for found in inventory()["distributions"]]
    tell(check["id"], part, by="metadata", distributions=listed, markers=inventory()["markers"])
