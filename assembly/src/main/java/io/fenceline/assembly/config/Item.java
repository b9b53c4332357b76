package io.fenceline.assembly.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What stands in a file and has been checked. What was wrong is left out. */
sealed interface Item {
    /** Where it stands. */
    Place place();

    /** A value, of the type that its {@link Scalar.Kind} has. */
    record Leaf(Place place, Object value, String text) implements Item {
    }

    /** A list; {@code written} counts what was wrong, too. */
    record Listing(Place place, List<Item> elements, int written) implements Item {
    }

    /** Keys and values: of a group, a table, or of what a plug-in makes. Defaults are filled in. */
    record Section(Place place, Map<String, Item> entries) implements Item {
        private <T> Optional<T> leaf(String key, Class<T> type) {
            return entries.get(key) instanceof Leaf leaf ? Optional.of(type.cast(leaf.value())) : Optional.empty();
        }

        /** Text, a choice, or hexadecimal digits. */
        Optional<String> text(String key) {
            return leaf(key, String.class);
        }

        /** A number, size or time. */
        Optional<Long> number(String key) {
            return leaf(key, Long.class);
        }

        /** A flag. */
        Optional<Boolean> flag(String key) {
            return leaf(key, Boolean.class);
        }

        /** A value of another type. */
        <T> Optional<T> value(String key, Class<T> type) {
            return leaf(key, type);
        }

        /** Whether the key is there and right. */
        boolean has(String key) {
            return entries.containsKey(key);
        }

        /** The sections of a list; none when it is not there. */
        List<Section> sections(String key) {
            return list(key, item -> item instanceof Section section ? Optional.of(section) : Optional.empty());
        }

        /** The values of a list; none when it is not there. */
        List<Leaf> leaves(String key) {
            return list(key, item -> item instanceof Leaf leaf ? Optional.of(leaf) : Optional.empty());
        }

        private <T> List<T> list(String key, Function<Item, Optional<T>> as) {
            return entries.get(key) instanceof Listing listing
                    ? listing.elements().stream().flatMap(item -> as.apply(item).stream()).toList()
                    : List.of();
        }

        /** The section at a key; an empty one when it is not there. */
        Section section(String key) {
            return entries.get(key) instanceof Section section ? section : new Section(place.key(key, place.line()), Map.of());
        }

        /** Where a key stands; where the section stands when the key is not there. */
        Place at(String key) {
            Item item = entries.get(key);
            return item == null ? place : item.place();
        }
    }
}
