"""Run by LibreOffice's own Python, in its own process: asks Writer's proofreader about notes, over UNO.

`python3 writer.py PIPE` reads notes from stdin as JSON and prints, for each, what the proofreader found: start, length, comment, replacements. Then
it opens a document with the notes as paragraphs and leaves it open until another line comes. Nothing of langcheck is imported here.
"""

import json
import sys
import time

import uno
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import Locale

SERVICE = "org.openoffice.lingu.LanguageToolGrammarChecker"


def connect(pipe, patience=60):
    """The component context of the LibreOffice that listens on `pipe`."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    until = time.monotonic() + patience
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def proofread(context, text, locale):
    """What the proofreader finds in a paragraph."""
    checker = context.ServiceManager.createInstanceWithContext(SERVICE, context)
    found = []
    result = checker.doProofreading("1", text, locale, 0, len(text.encode("utf-16-le")) // 2, ())
    for error in result.aErrors:
        found.append(
            {
                "start": error.nErrorStart,
                "length": error.nErrorLength,
                "comment": error.aFullComment,
                "short": error.aShortComment,
                "replacements": list(error.aSuggestions),
                "rule": error.aRuleIdentifier,
            }
        )
    return found


def main(pipe):
    """Answer the notes on stdin, and end LibreOffice."""
    context = connect(pipe)
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    try:
        manager = context.ServiceManager.createInstanceWithContext("com.sun.star.linguistic2.LinguServiceManager", context)
        answer = {"services": {}, "notes": []}
        for country in ("GB", "US", "IE"):
            locale = Locale("en", country, "")
            answer["services"][country] = list(manager.getAvailableServices("com.sun.star.linguistic2.Proofreader", locale))
        notes = json.loads(sys.stdin.readline())
        for text in notes:
            answer["notes"].append(proofread(context, text, Locale("en", "GB", "")))
        print(json.dumps(answer), flush=True)
        document = desktop.loadComponentFromURL("private:factory/swriter", "_blank", 0, ())
        cursor = document.Text.createTextCursor()
        cursor.CharLocale = Locale("en", "GB", "")
        # Other words at the end, since Writer remembers what it was told of a paragraph.
        document.Text.insertString(cursor, "\r".join(f"{text} Seen today." for text in notes), False)
        sys.stdin.readline()
        document.close(False)
    finally:
        desktop.terminate()


if __name__ == "__main__":
    main(sys.argv[1])
