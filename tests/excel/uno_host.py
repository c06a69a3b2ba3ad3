"""Runs in the Python that LibreOffice brings: opens the twin, computes it, prints what it shows.

Usage: python uno_host.py PROJECT SOFFICE PROFILE JOB.json; the job names the file, the size of each
example's result and macros to call; the answer is JSON on standard output.
"""

# UNO fixes the names and arguments of its interfaces, and has no types
# ruff: noqa: ANN001, ANN201, ARG002, N802, FBT003

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import uno
import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.lang import XServiceInfo, XSingleComponentFactory
from com.sun.star.script import InvocationInfo, XInvocation2
from com.sun.star.script.MemberType import METHOD

SERVICE = "xl_quality.tests.Bridge"
PIPE = "xl_quality_twin"


class Bridge(unohelper.Base, XInvocation2):
    """What xlwings' COM server does with a call, without COM."""

    def getMemberNames(self):
        return ("CallUDF",)

    def getInfo(self):
        return (self.getInfoForName("CallUDF", True),)

    def getInfoForName(self, name, exact):
        info = InvocationInfo()
        info.aName, info.eMemberType = "CallUDF", METHOD
        return info

    def getIntrospection(self):
        return None

    def hasMethod(self, name):
        return name == "CallUDF"

    def hasProperty(self, name):
        return False

    def getValue(self, name):
        return None

    def setValue(self, name, value):
        pass

    def invoke(self, name, arguments, out_indexes, out_values):
        module, called, given = arguments
        rows = getattr(import_module(module), called)(*given)
        if len(rows) == 1 and len(rows[0]) == 1:  # as xlwings.com_server.CallUDF
            rows = rows[0][0]
        elif len(rows) == 1:
            rows = rows[0]
        return rows, (), ()


class Factory(unohelper.Base, XSingleComponentFactory, XServiceInfo):
    def createInstanceWithContext(self, context):
        return Bridge()

    def createInstanceWithArgumentsAndContext(self, arguments, context):
        return Bridge()

    def getImplementationName(self):
        return SERVICE + "Factory"

    def supportsService(self, name):
        return name == SERVICE

    def getSupportedServiceNames(self):
        return (SERVICE,)


def connected():
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    for _ in range(120):
        try:
            return resolver.resolve(f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext")
        except Exception:  # noqa: BLE001 - UNO's own, until LibreOffice is there
            time.sleep(0.5)
    sys.exit("LibreOffice did not start")


def option(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def opened(desktop, path):
    options = (option("Hidden", True), option("MacroExecutionMode", 4))
    return desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, options)


def shown(cell):
    if cell.getError():
        return {"error": cell.getError()}
    return {"number": cell.Value} if cell.FormulaResultType2 == 1 else {"text": cell.String}


def computed(document, sizes):
    document.calculateAll()
    results = []
    for number, (height, width) in enumerate(sizes):
        sheet = document.Sheets.getByName(f"E{number}")
        results.append(
            [
                [shown(sheet.getCellByPosition(26 + c, r)) for c in range(width)]
                for r in range(height)
            ]
        )
    return results


def called(document, macro, arguments):
    url = f"vnd.sun.star.script:{macro}?language=Basic&location=document"
    return document.getScriptProvider().getScript(url).invoke(tuple(arguments), (), ())[0]


def modules(document):
    found = {}
    for library in document.BasicLibraries.ElementNames:
        basic = document.BasicLibraries.getByName(library)
        found.update({name: basic.getByName(name) for name in basic.ElementNames})
    return found


def main(project, soffice, profile, job_file):
    sys.path.insert(0, project)
    job = json.loads(Path(job_file).read_text("utf-8"))
    accept = f"--accept=pipe,name={PIPE};urp;"
    arguments = [soffice, "--headless", "--norestore", f"-env:UserInstallation={profile}", accept]
    office = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        context = connected()
        context.ServiceManager.insert(Factory())
        desktop = context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", context
        )
        answer = {}
        document = opened(desktop, job["twin"])
        answer["results"] = computed(document, job["sizes"])
        answer["calls"] = [called(document, *call) for call in job["calls"]]
        document.close(True)
        addin = opened(desktop, job["addin"])
        answer["modules"] = modules(addin)
        addin.close(True)
        sys.stdout.write(json.dumps(answer))
        with contextlib.suppress(Exception):  # the connection ends with it
            desktop.terminate()
    finally:
        try:
            office.wait(20)
        except subprocess.TimeoutExpired:
            office.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
