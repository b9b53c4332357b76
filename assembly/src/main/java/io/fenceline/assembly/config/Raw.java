package io.fenceline.assembly.config;

import java.util.List;

/** What stands in a file, before anything is known about it: scalars, lists and maps, each with its place. */
public sealed interface Raw {
    /**
     * Where it stands.
     *
     * @return the place
     */
    Place place();

    /**
     * What it is, for a message.
     *
     * @return such as {@code a list}
     */
    String kind();

    /**
     * One value.
     *
     * @param place where it stands
     * @param text as written
     */
    record Scalar(Place place, String text) implements Raw {
        /** How much of a value a message shows. */
        private static final int SHOWN = 100;

        @Override
        public String kind() {
            return "'" + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text).replaceAll("\\p{Cntrl}", " ") + "'";
        }
    }

    /**
     * Nothing: a key without a value, or null.
     *
     * @param place where it stands
     * @param text as written: nothing, a tilde, or the word null
     */
    record Empty(Place place, String text) implements Raw {
        @Override
        public String kind() {
            return "nothing";
        }
    }

    /**
     * A list.
     *
     * @param place where it stands
     * @param elements in order
     */
    record Sequence(Place place, List<Raw> elements) implements Raw {
        /** Copies the list. */
        public Sequence {
            elements = List.copyOf(elements);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /**
     * Keys and values.
     *
     * @param place where it stands
     * @param entries in order; a key may be there twice
     */
    record Mapping(Place place, List<Entry> entries) implements Raw {
        /** Copies the list. */
        public Mapping {
            entries = List.copyOf(entries);
        }

        @Override
        public String kind() {
            return "a group of keys";
        }
    }

    /**
     * A key with its value.
     *
     * @param key the key
     * @param place where the key stands
     * @param value its value
     */
    record Entry(String key, Place place, Raw value) {
    }
}
