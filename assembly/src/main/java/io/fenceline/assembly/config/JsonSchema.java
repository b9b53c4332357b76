package io.fenceline.assembly.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Writes the declaration as JSON Schema, for editors. */
public final class JsonSchema {
    private static final String SIZE = "^[0-9][0-9_]*\\s*([bB]|[kKmMgGtT]([iI]?[bB])?)?$";
    private static final String TIME = "^[0-9]+\\s*(ms|s|m|h)$";

    private final JsonGenerator out;

    private JsonSchema(JsonGenerator out) {
        this.out = out;
    }

    /**
     * The schema.
     *
     * @param installed what plug-ins there are
     * @return JSON text, draft 2020-12
     */
    public static String of(Installed installed) {
        StringWriter text = new StringWriter();
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER)).withObjectIndenter(lines);
        try (JsonGenerator json = new JsonFactory().createGenerator(text).setPrettyPrinter(printer)) {
            json.writeStartObject();
            json.writeStringField("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.writeStringField("title", "fenceline.yaml");
            json.writeStringField("description",
                    "Configuration of a Fenceline target. Generated from the declaration that the check uses.");
            new JsonSchema(json).shape(ConfigShape.of(installed));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to a string", e);
        }
        return text + "\n";
    }

    private void shape(Shape shape) throws IOException {
        switch (shape) {
            case Scalar scalar -> scalar(scalar);
            case Shape.ListOf list -> {
                out.writeStringField("type", "array");
                out.writeObjectFieldStart("items");
                shape(list.element());
                out.writeEndObject();
            }
            case Shape.Group group -> group(group.keys(), Map.of());
            case Shape.Table table -> {
                out.writeStringField("type", "object");
                out.writeObjectFieldStart("additionalProperties");
                shape(table.value());
                out.writeEndObject();
            }
            case Shape.Provided provided -> {
                out.writeArrayFieldStart("oneOf");
                for (Map.Entry<String, List<Shape.Key>> variant : provided.variants().entrySet()) {
                    out.writeStartObject();
                    group(variant.getValue(), Map.of(provided.chooser(), variant.getKey()));
                    out.writeEndObject();
                }
                out.writeEndArray();
            }
        }
    }

    private void group(List<Shape.Key> keys, Map<String, String> constants) throws IOException {
        out.writeStringField("type", "object");
        out.writeObjectFieldStart("properties");
        for (Map.Entry<String, String> constant : constants.entrySet()) {
            out.writeObjectFieldStart(constant.getKey());
            if (constant.getValue().equals("null")) {
                out.writeArrayFieldStart("enum"); // a person does not put the type null in quotes
                out.writeString("null");
                out.writeNull();
                out.writeEndArray();
            } else {
                out.writeStringField("const", constant.getValue());
            }
            out.writeEndObject();
        }
        for (Shape.Key key : keys) {
            out.writeObjectFieldStart(key.name());
            out.writeStringField("description", key.help());
            shape(key.shape());
            if (!key.fallback().isEmpty() && key.shape() instanceof Scalar scalar) {
                fallback(scalar, key.fallback());
            }
            out.writeEndObject();
        }
        out.writeEndObject();
        List<String> required = java.util.stream.Stream
                .concat(constants.keySet().stream(), keys.stream().filter(Shape.Key::required).map(Shape.Key::name)).toList();
        if (!required.isEmpty()) {
            out.writeArrayFieldStart("required");
            for (String name : required) {
                out.writeString(name);
            }
            out.writeEndArray();
        }
        out.writeBooleanField("additionalProperties", false);
    }

    private void fallback(Scalar scalar, String value) throws IOException {
        switch (scalar.kind()) {
            case BOOLEAN -> out.writeBooleanField("default", Boolean.parseBoolean(value));
            case INTEGER -> out.writeNumberField("default", Long.parseLong(value));
            default -> out.writeStringField("default", value);
        }
    }

    private void scalar(Scalar scalar) throws IOException {
        switch (scalar.kind()) {
            case BOOLEAN -> out.writeStringField("type", "boolean");
            case INTEGER -> {
                out.writeStringField("type", "integer");
                out.writeNumberField("minimum", scalar.min());
                out.writeNumberField("maximum", scalar.max());
            }
            case SIZE -> oneOfTypes("integer", SIZE);
            case DURATION -> pattern(TIME);
            case TEXT, ASCII -> {
                out.writeArrayFieldStart("type");
                out.writeString("string");
                out.writeString("number");
                out.writeEndArray();
                out.writeNumberField("minLength", scalar.min());
                out.writeNumberField("maxLength", scalar.max());
            }
            case CHOICE -> {
                out.writeArrayFieldStart("enum");
                for (String choice : scalar.choices()) {
                    out.writeString(choice);
                    if (choice.matches("[0-9]+")) {
                        out.writeNumber(Long.parseLong(choice));
                    }
                }
                out.writeEndArray();
            }
            case NQN -> pattern("^nqn\\.\\S+$");
            case UUID -> pattern("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$");
            case HEX -> pattern("^[0-9a-fA-F]{" + scalar.max() + "}$");
        }
    }

    private void pattern(String regex) throws IOException {
        out.writeStringField("type", "string");
        out.writeStringField("pattern", regex);
    }

    private void oneOfTypes(String other, String regex) throws IOException {
        out.writeArrayFieldStart("type");
        out.writeString("string");
        out.writeString(other);
        out.writeEndArray();
        out.writeStringField("pattern", regex);
    }
}
