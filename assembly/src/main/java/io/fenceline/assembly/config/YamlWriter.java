package io.fenceline.assembly.config;

import java.util.regex.Pattern;

/** Writes what has been read from elsewhere as fenceline.yaml. */
final class YamlWriter {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./:+-]*[A-Za-z0-9_/]|[A-Za-z]|(0|[1-9][0-9]*)");
    private static final Pattern WORD = Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n");

    private final StringBuilder out = new StringBuilder();

    private YamlWriter() {
    }

    static String write(Raw raw) {
        YamlWriter writer = new YamlWriter();
        writer.value(raw, 0, false);
        return writer.out.toString();
    }

    private void value(Raw raw, int indent, boolean inElement) {
        switch (raw) {
            case Raw.Scalar scalar -> out.append(' ').append(quoted(scalar.text())).append('\n');
            case Raw.Empty _ -> out.append('\n');
            case Raw.Sequence sequence when sequence.elements().isEmpty() -> out.append(" []\n");
            case Raw.Mapping mapping when mapping.entries().isEmpty() -> out.append(" {}\n");
            case Raw.Sequence sequence -> {
                out.append(out.isEmpty() ? "" : "\n");
                for (Raw element : sequence.elements()) {
                    out.repeat(' ', indent).append('-');
                    value(element, indent + 2, true);
                }
            }
            case Raw.Mapping mapping -> {
                if (!inElement && !out.isEmpty()) {
                    out.append('\n');
                }
                boolean first = inElement;
                for (Raw.Entry entry : mapping.entries()) {
                    if (first) {
                        out.append(' ');
                    } else {
                        out.repeat(' ', indent);
                    }
                    first = false;
                    out.append(quoted(entry.key())).append(':');
                    value(entry.value(), indent + 2, false);
                }
            }
        }
    }

    private static String quoted(String text) {
        boolean plain = PLAIN.matcher(text).matches() && (!WORD.matcher(text).matches() || text.equals("true") || text.equals("false"))
                && !text.contains(": ");
        return plain ? text : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t") + "\"";
    }
}
