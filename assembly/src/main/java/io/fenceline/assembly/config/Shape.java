package io.fenceline.assembly.config;

import java.util.List;
import java.util.Map;

/** What may stand at a place of the configuration: data, from which check, help and JSON Schema are made. */
sealed interface Shape permits Scalar, Shape.ListOf, Shape.Group, Shape.Table, Shape.Provided {
    /** What is right here, to follow "is wanted". */
    String wanted();

    /** A list of things of one shape. */
    record ListOf(Shape element, String wanted) implements Shape {
    }

    /** Known keys. */
    record Group(List<Key> keys, String wanted) implements Shape {
        public Group {
            keys = List.copyOf(keys);
        }
    }

    /** Free keys of one kind, with values of one shape. */
    record Table(Scalar key, String keyName, Shape value, String wanted) implements Shape {
    }

    /** A thing that a plug-in makes: its keys are a fixed key that chooses the plug-in, and the options that this one takes. */
    record Provided(String chooser, String noun, Map<String, List<Key>> variants, String wanted) implements Shape {
    }

    /**
     * A key of a group.
     *
     * @param name the key
     * @param shape what its value may be
     * @param required whether it must be there
     * @param fallback the value when it is not there, as written; empty: there is none
     * @param help one sentence for a person
     */
    record Key(String name, Shape shape, boolean required, String fallback, String help) {
        static Key required(String name, Shape shape, String help) {
            return new Key(name, shape, true, "", help);
        }

        static Key optional(String name, Shape shape, String help) {
            return new Key(name, shape, false, "", help);
        }

        static Key preset(String name, Shape shape, Object fallback, String help) {
            return new Key(name, shape, false, fallback.toString(), help);
        }
    }
}
