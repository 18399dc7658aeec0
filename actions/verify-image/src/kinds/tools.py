@looks_at("tool")
def look_at_tool(check):
    problem = inventory().get("problem")
    version = (distribution(check["distribution"]) or {}).get("version")
    tell(check["id"], version=version, **({"problem": problem} if problem else {}))
