package io.fenceline.assembly.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells a person what may stand in fenceline.yaml. */
public final class Explain {
    private static final int WIDTH = 34;

    private final List<String> lines = new ArrayList<>();

    private Explain() {
    }

    /**
     * Tells about a part of the configuration.
     *
     * @param installed what plug-ins there are
     * @param path keys, such as {@code subsystems.namespaces}; empty: everything
     * @return lines; empty when there is no such key
     */
    public static Optional<List<String>> of(Installed installed, String path) {
        Shape shape = ConfigShape.of(installed);
        for (String name : path.isEmpty() ? new String[0] : path.replaceAll("\\[[0-9]*\\]", "").split("\\.", -1)) {
            Optional<Shape> next = step(shape, name);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            shape = next.get();
        }
        Explain explain = new Explain();
        if (shape instanceof Scalar) {
            explain.lines.add(path + ": " + shape.wanted());
        }
        explain.shape(shape, 0);
        return Optional.of(explain.lines);
    }

    private static Optional<Shape> step(Shape shape, String name) {
        return switch (shape) {
            case Shape.Group group -> group.keys().stream().filter(key -> key.name().equals(name)).map(Shape.Key::shape).findFirst();
            case Shape.ListOf list -> step(list.element(), name);
            case Shape.Table table -> Optional.of(table.value());
            case Shape.Provided provided -> Optional.ofNullable(provided.variants().get(name))
                    .map(keys -> new Shape.Group(keys, "the options of " + name));
            case Scalar _ -> Optional.empty();
        };
    }

    private void shape(Shape shape, int depth) {
        switch (shape) {
            case Shape.Group group -> group.keys().forEach(key -> key(key, depth));
            case Shape.ListOf list -> shape(list.element(), depth);
            case Shape.Table table -> line(depth, "<" + table.keyName() + ">:", table.value().wanted());
            case Shape.Provided provided -> provided.variants().forEach((type, keys) -> {
                line(depth, provided.chooser() + ": " + type, keys.isEmpty() ? "no options" : "");
                keys.forEach(key -> key(key, depth + 1));
            });
            case Scalar _ -> {
            }
        }
    }

    private void key(Shape.Key key, int depth) {
        String help = Character.toUpperCase(key.help().charAt(0)) + key.help().substring(1);
        if (!help.endsWith(".")) {
            help += ".";
        }
        String value = key.shape() instanceof Scalar
                ? " " + capital(key.shape().wanted()) + "."
                : key.shape() instanceof Shape.ListOf list && list.element() instanceof Scalar ? " " + capital(list.wanted()) + "." : "";
        String presence = key.required() ? " Must be there." : key.fallback().isEmpty() ? "" : " Default " + key.fallback() + ".";
        line(depth, key.name() + ":" + (key.shape() instanceof Shape.ListOf ? " [...]" : ""), help + value + presence);
        shape(key.shape(), depth + 1);
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private void line(int depth, String left, String right) {
        String start = "  ".repeat(depth) + left;
        lines.add((start + " ".repeat(Math.max(2, WIDTH - start.length())) + right).stripTrailing());
    }
}
