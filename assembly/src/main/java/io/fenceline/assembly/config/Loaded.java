package io.fenceline.assembly.config;

import java.util.List;
import java.util.Optional;

/**
 * What came of reading a configuration.
 *
 * @param file its name, for messages
 * @param config what it says; empty when it has errors
 * @param problems errors and notes, in the order of lines
 * @param yaml the same configuration as fenceline.yaml text; empty when it was read from one
 */
public record Loaded(String file, Optional<TargetConfig> config, List<Problem> problems, String yaml) {
    /** Copies the list. */
    public Loaded {
        problems = List.copyOf(problems);
    }

    /**
     * The lines for a person.
     *
     * @return one for each problem
     */
    public List<String> lines() {
        return problems.stream().map(problem -> problem.line(file)).toList();
    }

    /**
     * The errors alone.
     *
     * @return in the order of lines
     */
    public List<Problem> errors() {
        return problems.stream().filter(problem -> problem.severity() == Problem.Severity.ERROR).toList();
    }
}
