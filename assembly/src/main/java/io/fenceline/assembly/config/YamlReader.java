package io.fenceline.assembly.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads YAML text. */
final class YamlReader {
    /** Greatest length of a file, in characters: a thousand namespaces take a tenth of it. */
    static final int MAX_CHARACTERS = 2 << 20;
    /** How deep keys may lie: the deepest of ours lies at 6. */
    static final int MAX_DEPTH = 16;
    /** How often {@code *name} may stand for a group or list elsewhere. */
    private static final int MAX_ALIASES = 100;
    /** Greatest number of values, each alias unfolded: a thousand namespaces with all keys take a tenth of it. */
    private static final int MAX_VALUES = 200_000;

    private final List<Problem> problems;
    private int values;

    YamlReader(List<Problem> problems) {
        this.problems = problems;
    }

    /** The root; an empty mapping when the text is empty or is no YAML, and then a problem says where. */
    Raw read(String text) {
        Raw.Mapping nothing = new Raw.Mapping(Place.ROOT, List.of());
        if (text.length() > MAX_CHARACTERS) {
            problems.add(Problem.error(Place.ROOT, "has " + text.length() + " characters; at most " + MAX_CHARACTERS + " are read"));
            return nothing;
        }
        LoadSettings settings = LoadSettings.builder().setMaxAliasesForCollections(MAX_ALIASES).setCodePointLimit(MAX_CHARACTERS).build();
        try {
            if (tooDeep(new Parse(settings).parseString(text))) {
                return nothing;
            }
            Optional<Node> root = new Compose(settings).composeString(text);
            return root.isEmpty() ? nothing : convert(root.get(), Place.ROOT, 0);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            int column = e.getProblemMark().map(mark -> mark.getColumn() + 1).orElse(0);
            problems.add(Problem.error(new Place(line, ""), "is no YAML at column " + column + ": " + oneLine(e.getProblem())
                    + (e.getContext() == null ? "" : ", " + oneLine(e.getContext())) + "; see 'fenceline check --example'"));
        } catch (YamlEngineException e) {
            problems.add(Problem.error(Place.ROOT, "is no YAML: " + oneLine(String.valueOf(e.getMessage()))));
        }
        return nothing;
    }

    /** Looks before the composer does, which goes as deep as the text and does not come back. */
    private boolean tooDeep(Iterable<Event> events) {
        int depth = 0;
        for (Event event : events) {
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            if (depth > MAX_DEPTH) {
                int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
                problems.add(Problem.error(new Place(line, ""), "goes deeper than " + MAX_DEPTH + " levels; nothing of ours does"));
                return true;
            }
        }
        return false;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    private Raw convert(Node node, Place place, int depth) {
        if (depth > MAX_DEPTH) {
            problems.add(Problem.error(place, "lies deeper than " + MAX_DEPTH + " levels, or contains itself; nothing of ours does"));
            return new Raw.Empty(place, "");
        }
        if (++values > MAX_VALUES) {
            if (values == MAX_VALUES + 1) {
                problems.add(Problem.error(place, "is one value too many; at most " + MAX_VALUES + " are read, aliases unfolded"));
            }
            return new Raw.Empty(place, "");
        }
        return switch (node) {
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> new Raw.Empty(place, scalar.getValue());
            case ScalarNode scalar -> new Raw.Scalar(place, scalar.getValue());
            case SequenceNode sequence -> {
                List<Raw> elements = new ArrayList<>();
                for (Node element : values > MAX_VALUES ? List.<Node>of() : sequence.getValue()) {
                    elements.add(convert(element, place.element(elements.size(), line(element)), depth + 1));
                }
                yield new Raw.Sequence(place, elements);
            }
            case MappingNode mapping -> {
                List<Raw.Entry> entries = new ArrayList<>();
                for (NodeTuple tuple : values > MAX_VALUES ? List.<NodeTuple>of() : mapping.getValue()) {
                    Node keyNode = tuple.getKeyNode();
                    String key = keyNode instanceof ScalarNode scalar ? scalar.getValue() : "(a " + keyNode.getNodeType() + ")";
                    Place at = place.key(key, line(keyNode));
                    entries.add(new Raw.Entry(key, at, convert(tuple.getValueNode(), at, depth + 1)));
                }
                yield new Raw.Mapping(place, entries);
            }
            default -> new Raw.Empty(place, "");
        };
    }
}
