@looks_at("user")
def look_at_user(check):
    import pwd

    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = ""
    tell(check["id"], user=name, uid=str(os.getuid()))
