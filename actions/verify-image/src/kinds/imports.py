@looks_at("object")
def look_at_object(check):
    tell(check["id"], **import_object(check["module"], check["attribute"], check["callable"]))
