"""Run by LibreOffice's own Python: shows an invented note in Writer, then the options, each until a line comes on stdin.

`python3 writer_scene.py PIPE`; it prints a line whenever something stands on the screen.
"""

import os
import sys
import threading
import time

import uno  # noqa: F401  it lets the next lines import
from com.sun.star.beans import PropertyValue
from com.sun.star.lang import Locale
from writer import connect

NOTE = (
    "Visit on Tuesday. Mia keeps putting herself at risk by going to the park.\r"
    "The school says that she absconded again, and that she is promiscuous.\r"
    "Mia told me: “He is my boyfriend and he buys me things.”"
)


def main(pipe):
    """Show one thing after the other."""
    context = connect(pipe)
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    document = desktop.loadComponentFromURL("private:factory/swriter", "_default", 0, ())
    frame = document.CurrentController.Frame
    frame.ContainerWindow.setPosSize(0, 0, 1280, 800, 15)
    dispatcher.executeDispatch(frame, ".uno:Sidebar", "", 0, (PropertyValue("Sidebar", 0, False, 0),))
    cursor = document.Text.createTextCursor()
    cursor.CharLocale = Locale("en", "GB", "")
    cursor.CharFontName = "DejaVu Sans"
    document.Text.insertString(cursor, NOTE, False)
    time.sleep(8)  # until Writer, which checks when it has nothing else to do, has underlined everything
    print("note", flush=True)
    sys.stdin.readline()
    # The dialogue blocks whoever opens it, so another thread does.
    threading.Thread(target=dispatcher.executeDispatch, args=(frame, ".uno:OptionsTreeDialog", "", 0, ()), daemon=True).start()
    time.sleep(6)
    print("options", flush=True)
    sys.stdin.readline()
    os._exit(0)


main(sys.argv[1])
