"""The Office package (OPC): a zip of XML parts, changed by inserting bytes, never re-serialised."""
