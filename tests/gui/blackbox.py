#!/usr/bin/python3
"""The program as a screen reader sees it: blackbox.py SQUALL

Starts SQUALL on a display and a session bus of its own, types an address into the window, presses
Submit and reads the progress bar to 100 %, all over AT-SPI. Exit code 77: a tool is missing here.
"""

import os
import shutil
import subprocess
import sys
import time

TOOLS = ("Xvfb", "openbox", "dbus-run-session", "xdotool", "xvfb-run")
PATIENCE = 60


def missing_tools():
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    try:
        import pyatspi  # noqa: F401
    except ImportError:
        missing.append("python3-pyatspi")
    return missing


def wait_for(what, probe):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = probe()
        if found:
            return found
        time.sleep(0.1)
    sys.exit(f"blackbox: {what} did not come")


def descendants(node):
    for child in node:
        if child is not None:
            yield child
            yield from descendants(child)


def window_of(atspi):
    for app in atspi.Registry.getDesktop(0):
        if app is not None and app.name == "Squall" and app.childCount > 0:
            return app
    return None


def element(app, role, name):
    for node in descendants(app):
        if node.getRole() == role and node.name == name:
            return node
    return None


def type_text(field, text):
    import pyatspi

    field.queryComponent().grabFocus()
    wait_for("the focus", lambda: field.getState().contains(pyatspi.STATE_FOCUSED))
    subprocess.run(["xdotool", "key", "ctrl+a"], check=True)
    subprocess.run(["xdotool", "type", "--delay", "5", text], check=True)
    wait_for("the typed text", lambda: field.queryText().getText(0, -1) == text)


def press(button):
    actions = button.queryAction()
    names = [actions.getName(i).lower() for i in range(actions.nActions)]
    actions.doAction(names.index("press"))


def run_scenario(url):
    import pyatspi

    app = wait_for("the window", lambda: window_of(pyatspi))
    field = wait_for("the address field",
                     lambda: element(app, pyatspi.ROLE_TEXT, "Address of the server"))
    bar = wait_for("the progress bar",
                   lambda: element(app, pyatspi.ROLE_PROGRESS_BAR, "Progress of the run"))
    button = wait_for("the button", lambda: element(app, pyatspi.ROLE_PUSH_BUTTON, "Submit"))
    type_text(field, url)
    assert bar.queryValue().currentValue == 0, "the bar begins at 0"
    press(button)
    seen = []

    def is_full():
        seen.append(bar.queryValue().currentValue)
        return seen[-1] == 1000

    wait_for("the end of the run", is_full)
    assert seen == sorted(seen), "the bar never goes back"
    wait_for("Submit, again", lambda: element(app, pyatspi.ROLE_PUSH_BUTTON, "Submit"))
    print("blackbox: read the bar to 100 %, values", len(seen))


def has_manager():
    asked = subprocess.run(["xdotool", "get_num_desktops"], capture_output=True, check=False)
    return asked.returncode == 0


def on_display(squall):
    """Within xvfb-run and dbus-run-session."""
    environment = dict(os.environ, QT_QPA_PLATFORM="xcb", QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1",
                       LC_ALL="C.UTF-8")
    manager = subprocess.Popen(["openbox"], stderr=subprocess.DEVNULL)
    demo = subprocess.Popen([squall, "demo"], stdout=subprocess.PIPE, text=True)
    window = None
    try:
        # A window that appears before there is a manager does not get the keyboard.
        wait_for("the window manager", has_manager)
        window = subprocess.Popen([squall], env=environment)
        url = next(word for word in demo.stdout.readline().split() if word.startswith("http://"))
        run_scenario(url)
    finally:
        for child in filter(None, (window, demo, manager)):
            child.terminate()
            child.wait(10)


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--inside":
        on_display(sys.argv[2])
        return
    missing = missing_tools()
    if missing:
        print("blackbox: skipped, missing:", *missing)
        sys.exit(77)
    sys.exit(subprocess.run(["xvfb-run", "-a", "-s", "-screen 0 1280x1024x24", "dbus-run-session",
                             "--", sys.executable, __file__, "--inside", sys.argv[1]],
                            check=False).returncode)


if __name__ == "__main__":
    main()
