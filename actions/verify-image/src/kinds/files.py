@looks_at("file")
def look_at_file(check):
    path = check["path"]
    tell(check["id"], exists=os.path.exists(path), executable=os.access(path, os.X_OK))
