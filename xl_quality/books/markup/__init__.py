"""Tables that were saved as a web page or as XML, usually under the name of an .xls file."""
