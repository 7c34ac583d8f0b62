"""Run by LibreOffice's own Python, in its own process: opens a Word document and tells its comments, over UNO.

`python3 comments.py PIPE FILE-URL` prints, for each comment, its author, its words, and the words that it stands on. Nothing of langcheck is
imported here.
"""

import json
import sys

import uno  # noqa: F401  it lets the next lines import
from com.sun.star.beans import PropertyValue
from writer import connect


def comments(document):
    """The comments in the order in which Writer lists them."""
    fields = document.TextFields.createEnumeration()
    while fields.hasMoreElements():
        field = fields.nextElement()
        if field.supportsService("com.sun.star.text.textfield.Annotation"):
            yield {"author": field.Author, "says": field.Content, "on": field.Anchor.String}


def main(pipe, url):
    """Tell the comments and the text of the document, and end LibreOffice."""
    context = connect(pipe)
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    try:
        document = desktop.loadComponentFromURL(url, "_blank", 0, (PropertyValue("Hidden", 0, True, 0),))
        print(json.dumps({"comments": list(comments(document)), "text": document.Text.String}))
        document.close(False)
    finally:
        desktop.terminate()


main(*sys.argv[1:])
