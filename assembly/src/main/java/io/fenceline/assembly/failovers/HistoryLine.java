package io.fenceline.assembly.failovers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.api.host.Failover;
import io.fenceline.api.target.AssociationEnd;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A half as one line of JSON, and back. */
public final class HistoryLine {
    /** Grows when a reader of today could misunderstand a line. */
    private static final int FORM = 1;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).maxNumberLength(40).maxStringLength(65_536).build())
            .build();

    private HistoryLine() {
    }

    /**
     * Writes one.
     *
     * @param half what
     * @return one line without its end
     */
    public static String write(Half half) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            out.writeStartObject();
            out.writeNumberField("form", FORM);
            switch (half) {
                case Half.OfHost host -> {
                    out.writeStringField("side", "host");
                    out.writeStringField("clock", host.clock());
                    write(out, host.failover());
                }
                case Half.OfTarget target -> {
                    out.writeStringField("side", "target");
                    out.writeStringField("clock", target.clock());
                    write(out, target.end());
                }
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to a string", e);
        }
        return text.toString();
    }

    /** The members of a host's half. */
    static void write(JsonGenerator out, Failover f) throws IOException {
        identity(out, f.atMs(), f.subsystem(), f.host(), f.cntlid(), f.ciu(), f.cirn());
        out.writeNumberField("controller", f.controller());
        out.writeStringField("transport", f.address().type().name());
        out.writeNumberField("trtype", f.address().type().trtype());
        out.writeStringField("family", f.address().family().name().toLowerCase(Locale.ROOT));
        out.writeStringField("address", f.address().address());
        out.writeStringField("service", f.address().service());
        out.writeStringField("cause", f.cause().label());
        out.writeStringField("detail", f.detail());
        out.writeStringField("policy", f.policy());
        Failover.Proof proof = f.proof();
        out.writeStringField("proof", proof == null ? "" : proof.label());
        out.writeNumberField("held", f.held());
        out.writeNumberField("heldWrites", f.heldWrites());
        out.writeNumberField("failed", f.failed());
        out.writeNumberField("refused", f.refused());
        out.writeArrayFieldStart("steps");
        for (Failover.Step step : f.steps()) {
            out.writeStartObject();
            out.writeStringField("kind", step.kind().label());
            out.writeNumberField("atNs", step.atNs());
            out.writeStringField("note", step.note());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /** The members of a target's half. */
    static void write(JsonGenerator out, AssociationEnd e) throws IOException {
        identity(out, e.atMs(), e.subsystem(), e.host(), e.cntlid(), e.ciu(), e.cirn());
        out.writeStringField("why", e.why());
        out.writeNumberField("lostNs", e.lostNs());
        out.writeNumberField("running", e.running());
        out.writeNumberField("silentNs", e.silentNs());
        out.writeNumberField("cqtMs", e.cqtMs());
        out.writeArrayFieldStart("resets");
        for (AssociationEnd.Reset reset : e.resets()) {
            out.writeStartObject();
            out.writeNumberField("source", reset.source());
            out.writeNumberField("acceptedNs", reset.acceptedNs());
            out.writeNumberField("endedNs", reset.endedNs());
            out.writeBooleanField("success", reset.success());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void identity(JsonGenerator out, long atMs, Nqn subsystem, Nqn host, int cntlid, int ciu, long cirn)
            throws IOException {
        out.writeNumberField("atMs", atMs);
        out.writeStringField("subsystem", subsystem.value());
        out.writeStringField("host", host.value());
        out.writeNumberField("cntlid", cntlid);
        out.writeNumberField("ciu", ciu);
        out.writeStringField("cirn", String.format(Locale.ROOT, "%016x", cirn));
    }

    /**
     * Reads one.
     *
     * @param line as written
     * @return the half
     * @throws IllegalArgumentException when it is none, or of a newer form; says why in a few words
     */
    public static Half read(String line) {
        Members m = new Members(object(line));
        if (m.number("form") != FORM) {
            throw new IllegalArgumentException("form " + m.number("form") + " is not known; " + FORM + " is wanted");
        }
        return switch (m.text("side")) {
            case "host" -> new Half.OfHost(m.text("clock"), failover(m));
            case "target" -> new Half.OfTarget(m.text("clock"), end(m));
            default -> throw new IllegalArgumentException("side '" + m.text("side") + "' is not known; host or target is wanted");
        };
    }

    private static Failover failover(Members m) {
        String family = m.text("family");
        TransportAddress address = new TransportAddress(new TransportType(m.text("transport"), m.small("trtype")),
                labelled(TransportAddress.Family.values(), f -> f.name().toLowerCase(Locale.ROOT), family), m.text("address"),
                m.text("service"));
        List<Failover.Step> steps = new ArrayList<>();
        for (Members step : m.list("steps")) {
            steps.add(new Failover.Step(labelled(Failover.Kind.values(), Failover.Kind::label, step.text("kind")), step.number("atNs"),
                    step.text("note")));
        }
        return new Failover(m.number("atMs"), Nqn.of(m.text("subsystem")), Nqn.of(m.text("host")), m.small("controller"), address,
                m.small("cntlid"), m.small("ciu"), m.hex("cirn"), labelled(Failover.Cause.values(), Failover.Cause::label, m.text("cause")),
                m.text("detail"), m.text("policy"),
                m.text("proof").isEmpty() ? null : labelled(Failover.Proof.values(), Failover.Proof::label, m.text("proof")),
                m.small("held"), m.small("heldWrites"), m.small("failed"), m.number("refused"), steps);
    }

    private static AssociationEnd end(Members m) {
        List<AssociationEnd.Reset> resets = new ArrayList<>();
        for (Members reset : m.list("resets")) {
            resets.add(new AssociationEnd.Reset(reset.small("source"), reset.number("acceptedNs"), reset.number("endedNs"),
                    reset.text("success").equals("true")));
        }
        return new AssociationEnd(m.number("atMs"), Nqn.of(m.text("subsystem")), Nqn.of(m.text("host")), m.small("cntlid"), m.small("ciu"),
                m.hex("cirn"), m.text("why"), m.number("lostNs"), m.small("running"), m.number("silentNs"), m.small("cqtMs"), resets);
    }

    private static <T> T labelled(T[] values, Function<T, String> label, String wanted) {
        for (T value : values) {
            if (label.apply(value).equals(wanted)) {
                return value;
            }
        }
        throw new IllegalArgumentException("'" + wanted + "' is not known");
    }

    private static Map<String, Object> object(String line) {
        try (JsonParser parser = FACTORY.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("no JSON object");
            }
            Map<String, Object> members = members(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("something after the JSON object");
            }
            return members;
        } catch (IOException e) {
            throw new IllegalArgumentException("no JSON, or not a whole one", e);
        }
    }

    private static Map<String, Object> members(JsonParser parser) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            if (parser.nextToken() == JsonToken.START_ARRAY) {
                List<Map<String, Object>> list = new ArrayList<>();
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    list.add(members(parser));
                }
                members.put(key, list);
            } else {
                members.put(key, parser.getText());
            }
        }
        return members;
    }

    /** Members of an object: texts, and lists of objects. */
    private record Members(Map<String, Object> map) {
        String text(String key) {
            if (map.get(key) instanceof String text) {
                return text;
            }
            throw new IllegalArgumentException("'" + key + "' is not there");
        }

        long number(String key) {
            try {
                return Long.parseLong(text(key));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + key + "' is no whole number", e);
            }
        }

        int small(String key) {
            long value = number(key);
            if (value != (int) value) {
                throw new IllegalArgumentException("'" + key + "' is too great");
            }
            return (int) value;
        }

        long hex(String key) {
            try {
                return Long.parseUnsignedLong(text(key), 16);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + key + "' is no hexadecimal number", e);
            }
        }

        List<Members> list(String key) {
            if (!(map.get(key) instanceof List<?> list)) {
                throw new IllegalArgumentException("'" + key + "' is not there");
            }
            List<Members> all = new ArrayList<>();
            for (Object one : list) {
                Map<String, Object> members = new LinkedHashMap<>();
                ((Map<?, ?>) one).forEach((name, value) -> members.put(String.valueOf(name), value));
                all.add(new Members(members));
            }
            return all;
        }
    }
}
