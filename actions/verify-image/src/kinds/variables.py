@looks_at("variable")
def look_at_variable(check):
    tell(check["id"], value=os.environ.get(check["variable"]))
