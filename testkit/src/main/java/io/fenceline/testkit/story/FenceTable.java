package io.fenceline.testkit.story;

import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Failover.Kind;
import io.fenceline.api.host.Failover.Proof;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a fence may do, read from {@code Fence.tla}, the TLA+ module on which the model of recovery is built and which TLC checks
 * (docs/proof.md): one table for the proof and for the stories of real hosts. Immutable.
 */
public final class FenceTable {
    /** Where a fence can be. */
    public enum Phase {
        /** The controller carries commands. */
        LIVE,
        /** It is lost, and bytes may still leave this end. */
        FENCING,
        /** Nothing leaves this end any more, and the controller may still execute what it has. */
        SILENT,
        /** It is proved that it executes nothing any more. */
        FENCED,
        /** The story has ended by a new connection, or by the removal of the controller. */
        OVER,
        /** The host has ended during the fence, and with it everything that was held. */
        ABANDONED
    }

    /**
     * A step that is allowed.
     *
     * @param from in this phase
     * @param step what happens
     * @param to the phase then
     */
    public record Row(Phase from, Kind step, Phase to) {
    }

    private static final Pattern ROW = Pattern.compile("^\\s*<<(\"[A-Z_]+\"(?:, \"[A-Z_]+\")*)>>,?\\s*$");

    /** The table of this version of the model. */
    public static final FenceTable THE = new FenceTable(source());

    private final List<Row> steps;
    private final List<List<String>> needs;
    private final List<List<String>> proofNeeds;
    private final List<List<String>> evidence;
    private final List<List<String>> stateChanges;

    /**
     * Reads a table.
     *
     * @param text a TLA+ module with the sets {@code Steps}, {@code Needs}, {@code ProofNeeds}, {@code Evidence} and
     *            {@code StateChanges}, a row to a line
     */
    public FenceTable(String text) {
        steps = rows(text, "Steps", 3).stream()
                .map(row -> new Row(Phase.valueOf(row.get(0)), Kind.valueOf(row.get(1)), Phase.valueOf(row.get(2)))).toList();
        needs = rows(text, "Needs", 2);
        proofNeeds = rows(text, "ProofNeeds", 2);
        evidence = rows(text, "Evidence", 2);
        stateChanges = rows(text, "StateChanges", 2);
    }

    /**
     * The module as it is given to the model checker.
     *
     * @return its text
     */
    public static String source() {
        try (InputStream in = FenceTable.class.getResourceAsStream("Fence.tla")) {
            if (in == null) {
                throw new IllegalStateException("Fence.tla is missing beside " + FenceTable.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<List<String>> rows(String text, String set, int columns) {
        List<List<String>> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : text.lines().toList()) {
            if (line.equals(set + " == {")) {
                inside = true;
            } else if (inside && line.startsWith("}")) {
                return List.copyOf(rows);
            } else if (inside && !line.isBlank()) {
                Matcher matcher = ROW.matcher(line);
                List<String> row = matcher.matches() ? List.of(matcher.group(1).replace("\"", "").split(", ")) : List.of();
                if (row.size() != columns) {
                    throw new IllegalArgumentException("Fence.tla, " + set + ": \"" + line.strip() + "\" is no row of " + columns
                            + " strings; one row to a line is wanted");
                }
                rows.add(row);
            }
        }
        throw new IllegalArgumentException("Fence.tla has no set " + set);
    }

    /**
     * All steps that are allowed.
     *
     * @return a copy
     */
    public List<Row> steps() {
        return steps;
    }

    /**
     * Where a step leads.
     *
     * @param from the phase
     * @param step the step
     * @return the phase then; null: the step is forbidden there
     */
    public @Nullable Phase after(Phase from, Kind step) {
        for (Row row : steps) {
            if (row.from() == from && row.step() == step) {
                return row.to();
            }
        }
        return null;
    }

    /**
     * What must have happened before a step.
     *
     * @param step the step
     * @return steps of the same story
     */
    public Set<Kind> needs(Kind step) {
        return kinds(needs, step.name());
    }

    /**
     * What must have happened before a fence may end with a proof.
     *
     * @param proof the proof
     * @return steps of the same story
     */
    public Set<Kind> needs(Proof proof) {
        return kinds(proofNeeds, proof.name());
    }

    /**
     * What a proof is found by: one of these is the last of the steps of resets and agents before the end of the fence.
     *
     * @param proof the proof
     * @return empty: such steps do not matter
     */
    public Set<Kind> evidence(Proof proof) {
        return kinds(evidence, proof.name());
    }

    private static Set<Kind> kinds(List<List<String>> rows, String name) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (List<String> row : rows) {
            if (row.getFirst().equals(name)) {
                kinds.add(Kind.valueOf(row.get(1)));
            }
        }
        return kinds;
    }

    /**
     * Whether a controller may change its state so.
     *
     * @param from before
     * @param to after
     * @return false: refused
     */
    public boolean allows(ControllerState from, ControllerState to) {
        return stateChanges.contains(List.of(from.name(), to.name()));
    }
}
