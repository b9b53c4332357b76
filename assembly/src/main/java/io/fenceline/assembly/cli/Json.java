package io.fenceline.assembly.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Writes JSON for machines, one object to a line. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** Writes the members of an object. */
    interface Members {
        /** Writes them. */
        void write(JsonGenerator json) throws IOException;
    }

    private Json() {
    }

    /** An object on one line. */
    static String line(Members members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to a string", e);
        }
        return text.toString();
    }
}
