package io.fenceline.assembly.cli;

import io.fenceline.assembly.plugin.Plugins;
import java.io.PrintWriter;
import java.util.function.Supplier;

/**
 * What a command gets from its surroundings.
 *
 * @param out for results
 * @param err for what is wrong
 * @param colours whether a person's terminal reads {@code out}
 * @param plugins what plugs in; made when first asked for
 */
record Shell(PrintWriter out, PrintWriter err, boolean colours, Supplier<Plugins> plugins) {
    private static final String RESET = "\u001b[0m";

    private String painted(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + RESET : text;
    }

    /** What matters most in a line. */
    String strong(String text) {
        return painted("1", text);
    }

    /** What went well. */
    String good(String text) {
        return painted("32", text);
    }

    /** What a person should look at. */
    String bad(String text) {
        return painted("31", text);
    }

    /** What is broken on purpose, or about to be decided. */
    String odd(String text) {
        return painted("33", text);
    }

    /** What is seen from the other side. */
    String other(String text) {
        return painted("36", text);
    }

    /** What can be read over. */
    String faint(String text) {
        return painted("2", text);
    }

    /** One line of result. */
    void say(String line) {
        out.println(line);
        out.flush();
    }

    /** One line of what is wrong. */
    void complain(String line) {
        err.println("fenceline: " + line);
        err.flush();
    }
}
