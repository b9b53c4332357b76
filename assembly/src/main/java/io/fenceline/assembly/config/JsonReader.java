package io.fenceline.assembly.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads JSON text. */
final class JsonReader {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(YamlReader.MAX_DEPTH).maxNumberLength(40).build())
            .build();

    private final List<Problem> problems;

    JsonReader(List<Problem> problems) {
        this.problems = problems;
    }

    /** The root; empty when the text is no JSON, and then a problem says where. */
    Optional<Raw> read(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                problems.add(Problem.error(Place.ROOT, "is empty; JSON as nvmetcli saves it is wanted"));
                return Optional.empty();
            }
            Raw root = value(parser, new Place(line(parser), ""));
            if (parser.nextToken() != null) {
                problems.add(Problem.error(new Place(line(parser), ""), "goes on after the end of the JSON; nothing is wanted there"));
                return Optional.empty();
            }
            return Optional.of(root);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
            problems.add(Problem.error(new Place(line, ""),
                    "is no JSON at column " + column + ": " + e.getOriginalMessage().strip().replaceAll("\\s+", " ")));
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("reading from a string", e);
        }
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private static Raw value(JsonParser parser, Place place) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                List<Raw.Entry> entries = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    Place at = place.key(key, line(parser));
                    parser.nextToken();
                    entries.add(new Raw.Entry(key, at, value(parser, at)));
                }
                yield new Raw.Mapping(place, entries);
            }
            case START_ARRAY -> {
                List<Raw> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(parser, place.element(elements.size(), line(parser))));
                }
                yield new Raw.Sequence(place, elements);
            }
            case VALUE_NULL -> new Raw.Empty(place, "null");
            default -> new Raw.Scalar(place, parser.getText());
        };
    }
}
