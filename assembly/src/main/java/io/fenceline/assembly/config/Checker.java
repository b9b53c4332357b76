package io.fenceline.assembly.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Holds what stands in a file against what may stand there. Goes on after an error, so that all are told at once. */
final class Checker {
    private final List<Problem> problems;

    Checker(List<Problem> problems) {
        this.problems = problems;
    }

    /** The value, without what was wrong. */
    Optional<Item> check(Shape shape, Raw raw) {
        return switch (shape) {
            case Scalar scalar -> scalar(scalar, raw);
            case Shape.ListOf list -> list(list, raw);
            case Shape.Group group -> group(group, raw);
            case Shape.Table table -> table(table, raw);
            case Shape.Provided provided -> provided(provided, raw);
        };
    }

    private Optional<Item> wrong(Raw raw, Shape shape) {
        String message = raw instanceof Raw.Empty ? "has no value; " : raw.kind() + " is not valid; ";
        problems.add(Problem.error(raw.place(), message + shape.wanted() + " is wanted"));
        return Optional.empty();
    }

    private Optional<Item> scalar(Scalar shape, Raw raw) {
        if (raw instanceof Raw.Scalar(Place place, String text)) {
            try {
                return Optional.of(new Item.Leaf(place, shape.parse(text.strip()), text.strip()));
            } catch (IllegalArgumentException e) {
                return wrong(raw, shape); // the shape's own words say more than the exception's
            }
        }
        return wrong(raw, shape);
    }

    private Optional<Item> list(Shape.ListOf shape, Raw raw) {
        if (!(raw instanceof Raw.Sequence(Place place, List<Raw> elements))) {
            return wrong(raw, shape);
        }
        List<Item> items = new ArrayList<>();
        elements.forEach(element -> check(shape.element(), element).ifPresent(items::add));
        return Optional.of(new Item.Listing(place, items, elements.size()));
    }

    private Optional<Item> group(Shape.Group shape, Raw raw) {
        if (!(raw instanceof Raw.Mapping mapping)) {
            return wrong(raw, shape);
        }
        return Optional.of(new Item.Section(raw.place(), keys(shape.keys(), mapping, once(mapping))));
    }

    /** The entries by key; a key that is there twice is an error, and its first value counts. */
    private Map<String, Raw.Entry> once(Raw.Mapping mapping) {
        Map<String, Raw.Entry> entries = new LinkedHashMap<>();
        for (Raw.Entry entry : mapping.entries()) {
            Raw.Entry first = entries.putIfAbsent(entry.key(), entry);
            if (first != null) {
                problems.add(Problem.error(entry.place(), "is there twice, first in line " + first.place().line() + "; once is wanted"));
            }
        }
        return entries;
    }

    private Map<String, Item> keys(List<Shape.Key> keys, Raw.Mapping mapping, Map<String, Raw.Entry> entries) {
        Map<String, Item> items = new LinkedHashMap<>();
        for (Shape.Key key : keys) {
            Raw.Entry entry = entries.remove(key.name());
            if (entry != null) {
                check(key.shape(), entry.value()).ifPresent(item -> items.put(key.name(), item));
            } else if (key.required()) {
                problems.add(Problem.error(mapping.place().key(key.name(), mapping.place().line()),
                        "is missing; " + key.shape().wanted() + " is wanted: " + key.help()));
            } else if (!key.fallback().isEmpty()) {
                Place at = mapping.place().key(key.name(), mapping.place().line());
                check(key.shape(), new Raw.Scalar(at, key.fallback())).ifPresent(item -> items.put(key.name(), item));
            }
        }
        List<String> names = keys.stream().map(Shape.Key::name).toList();
        entries.values().forEach(entry -> unknown(entry, names));
        return items;
    }

    private void unknown(Raw.Entry entry, List<String> names) {
        String known = names.isEmpty() ? "no key is taken here" : "known are " + String.join(", ", names);
        String near = Nearest.of(entry.key(), names).map(name -> "did you mean " + name + "? ").orElse("");
        problems.add(Problem.error(entry.place(), "is not known here; " + near + known));
    }

    private Optional<Item> table(Shape.Table shape, Raw raw) {
        if (!(raw instanceof Raw.Mapping mapping)) {
            return wrong(raw, shape);
        }
        Map<String, Item> items = new LinkedHashMap<>();
        for (Raw.Entry entry : once(mapping).values()) {
            try {
                shape.key().parse(entry.key());
            } catch (IllegalArgumentException e) {
                problems.add(Problem.error(entry.place(),
                        "'" + entry.key() + "' is no " + shape.keyName() + "; " + shape.key().wanted() + " is wanted"));
                continue;
            }
            check(shape.value(), entry.value()).ifPresent(item -> items.put(entry.key(), item));
        }
        return Optional.of(new Item.Section(raw.place(), items));
    }

    private Optional<Item> provided(Shape.Provided shape, Raw raw) {
        if (!(raw instanceof Raw.Mapping mapping)) {
            return wrong(raw, shape);
        }
        Map<String, Raw.Entry> entries = once(mapping);
        Raw.Entry chooser = entries.remove(shape.chooser());
        Place at = chooser == null ? raw.place().key(shape.chooser(), raw.place().line()) : chooser.place();
        String known = shape.variants().keySet().stream().sorted().collect(Collectors.joining(", "));
        String wanted = known.isEmpty() ? "but no " + shape.noun() + " is installed" : "one of " + known + " is wanted";
        if (chooser == null) {
            problems.add(Problem.error(at, "is missing; " + wanted));
            return Optional.empty();
        }
        String type = switch (chooser.value()) {
            case Raw.Scalar scalar -> scalar.text().strip();
            case Raw.Empty empty -> empty.text(); // a type may be called null, and a person does not put that in quotes
            case Raw.Sequence _,Raw.Mapping _ -> "";
        };
        List<Shape.Key> options = shape.variants().get(type);
        if (options == null) {
            String near = Nearest.of(type, shape.variants().keySet()).map(name -> "did you mean " + name + "? ").orElse("");
            problems.add(Problem.error(at, chooser.value().kind() + " is no " + shape.noun() + "; " + near + wanted));
            return Optional.empty();
        }
        Map<String, Item> items = new LinkedHashMap<>();
        items.put(shape.chooser(), new Item.Leaf(at, type, type));
        items.putAll(keys(options, mapping, entries));
        return Optional.of(new Item.Section(raw.place(), items));
    }
}
