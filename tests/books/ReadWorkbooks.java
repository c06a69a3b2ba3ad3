import java.io.BufferedReader;
import java.io.File;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.poi.ooxml.util.SAXHelper;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.opc.PackageAccess;
import org.apache.poi.openxml4j.opc.PackagePart;
import org.apache.poi.openxml4j.opc.PackageRelationship;
import org.apache.poi.openxml4j.opc.PackageRelationshipCollection;
import org.apache.poi.openxml4j.opc.PackagingURIHelper;
import org.apache.poi.openxml4j.opc.TargetMode;
import org.apache.poi.xssf.eventusermodel.ReadOnlySharedStringsTable;
import org.apache.poi.xssf.eventusermodel.XSSFReader;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads workbooks with Apache POI and tells what it finds, one line of JSON each.
 *
 * <p>The paths come on standard input, one a line: starting Java costs more than reading a workbook.
 * Sheets are found by POI's event reader: Debian's package lacks the compiled schemas that its
 * XSSFWorkbook needs.
 */
public final class ReadWorkbooks {
    private ReadWorkbooks() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        BufferedReader paths =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String path = paths.readLine(); path != null; path = paths.readLine()) {
            out.println(told(path));
        }
    }

    private static String told(String path) {
        List<String> faults = new ArrayList<>();
        List<String> sheets = new ArrayList<>();
        // read only, and never saved: close() would write
        try {
            OPCPackage opened = OPCPackage.open(new File(path), PackageAccess.READ);
            try {
                for (PackagePart part : opened.getParts()) {
                    if (part.getContentType() == null || part.getContentType().isEmpty()) {
                        faults.add("no content type: " + part.getPartName());
                    }
                    if (!part.isRelationshipPart()) {
                        unled(opened, part.getPartName().getName(), part.getRelationships(), faults);
                    }
                }
                unled(opened, "/", opened.getRelationships(), faults);
                XSSFReader reader = new XSSFReader(opened);
                ReadOnlySharedStringsTable texts = new ReadOnlySharedStringsTable(opened);
                XSSFReader.SheetIterator each = (XSSFReader.SheetIterator) reader.getSheetsData();
                while (each.hasNext()) {
                    try (InputStream sheet = each.next()) {
                        sheets.add(quoted(each.getSheetName()) + ":" + cells(sheet, texts));
                    } catch (NullPointerException noWorksheet) {
                        continue; // a macro sheet, or one whose part is missing
                    }
                }
            } finally {
                opened.revert();
            }
        } catch (Exception | LinkageError error) {
            faults.add(error.toString());
        }
        List<String> said = new ArrayList<>();
        for (String fault : faults) {
            said.add(quoted(fault));
        }
        return "{\"faults\":[" + String.join(",", said) + "],\"sheets\":{"
                + String.join(",", sheets) + "}}";
    }

    private static void unled(
            OPCPackage opened, String source, PackageRelationshipCollection links,
            List<String> faults) throws Exception {
        for (PackageRelationship link : links) {
            if (link.getTargetMode() == TargetMode.INTERNAL
                    && opened.getPart(PackagingURIHelper.createPartName(link.getTargetURI()))
                            == null) {
                faults.add(source + " " + link.getId() + " leads nowhere: " + link.getTargetURI());
            }
        }
    }

    private static String cells(InputStream sheet, ReadOnlySharedStringsTable texts)
            throws Exception {
        Cells found = new Cells(texts);
        XMLReader xml = SAXHelper.newXMLReader();
        xml.setContentHandler(found);
        xml.parse(new InputSource(sheet));
        return "{" + String.join(",", found.told) + "}";
    }

    /** Takes down the values of cells; of a formula the one that was saved with it. */
    private static final class Cells extends DefaultHandler {
        private final ReadOnlySharedStringsTable texts;
        private final List<String> told = new ArrayList<>();
        private final StringBuilder value = new StringBuilder();
        private String address;
        private String type;
        private boolean inside;

        Cells(ReadOnlySharedStringsTable texts) {
            this.texts = texts;
        }

        @Override
        public void startElement(String space, String name, String full, Attributes attributes) {
            if (name.equals("c")) {
                address = attributes.getValue("r");
                type = attributes.getValue("t");
                value.setLength(0);
            } else if (name.equals("v") || name.equals("t")) {
                inside = true;
            }
        }

        @Override
        public void characters(char[] text, int start, int length) {
            if (inside) {
                value.append(text, start, length);
            }
        }

        @Override
        @SuppressWarnings("deprecation")
        public void endElement(String space, String name, String full) {
            if (name.equals("v") || name.equals("t")) {
                inside = false;
            } else if (name.equals("c") && value.length() > 0) {
                String text = value.toString();
                if ("s".equals(type)) {
                    text = texts.getEntryAt(Integer.parseInt(text));
                }
                boolean number = type == null || type.equals("n");
                told.add(quoted(address) + ":" + (number ? text.trim() : quoted(text)));
            }
        }
    }

    private static String quoted(String text) {
        StringBuilder written = new StringBuilder("\"");
        for (char each : text.toCharArray()) {
            if (each < ' ' || each == '"' || each == '\\') {
                written.append(String.format("\\u%04x", (int) each));
            } else {
                written.append(each);
            }
        }
        return written.append('"').toString();
    }
}
