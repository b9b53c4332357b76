package io.fenceline.assembly.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and checks configurations. */
public final class ConfigLoader {
    private static final long MAX_BYTES = 4L * YamlReader.MAX_CHARACTERS;

    private final Installed installed;

    /**
     * Makes one.
     *
     * @param installed what plug-ins there are
     */
    public ConfigLoader(Installed installed) {
        this.installed = installed;
    }

    /**
     * Reads a fenceline.yaml.
     *
     * @param file the file
     * @return what it says, or all that is wrong with it
     */
    public Loaded yaml(Path file) {
        List<Problem> problems = new ArrayList<>();
        String text = text(file, problems);
        return text == null ? new Loaded(file.toString(), Optional.empty(), problems, "") : yaml(file.toString(), text);
    }

    /**
     * Reads the text of a fenceline.yaml.
     *
     * @param name for messages
     * @param text the text
     * @return what it says, or all that is wrong with it
     */
    public Loaded yaml(String name, String text) {
        List<Problem> problems = new ArrayList<>();
        Raw raw = new YamlReader(problems).read(text);
        return problems.isEmpty() ? check(name, raw, problems, "") : new Loaded(name, Optional.empty(), problems, "");
    }

    /**
     * Reads a file that nvmetcli has saved, such as /etc/nvmet/config.json.
     *
     * @param file the file
     * @return what it says, with notes on what has no counterpart, or all that is wrong with it
     */
    public Loaded nvmetcli(Path file) {
        List<Problem> problems = new ArrayList<>();
        String text = text(file, problems);
        return text == null ? new Loaded(file.toString(), Optional.empty(), problems, "") : nvmetcli(file.toString(), text);
    }

    /**
     * Reads the text of a file that nvmetcli has saved.
     *
     * @param name for messages
     * @param text the text
     * @return what it says, with notes on what has no counterpart, or all that is wrong with it
     */
    public Loaded nvmetcli(String name, String text) {
        List<Problem> problems = new ArrayList<>();
        Optional<Raw> raw = new NvmetcliReader(problems).read(text);
        if (raw.isEmpty()) {
            return new Loaded(name, Optional.empty(), problems, "");
        }
        return check(name, raw.get(), problems, YamlWriter.write(raw.get()));
    }

    private Loaded check(String name, Raw raw, List<Problem> problems, String yaml) {
        Optional<Item> item = new Checker(problems).check(ConfigShape.of(installed), raw);
        Optional<TargetConfig> config = Optional.empty();
        if (item.isPresent() && item.get() instanceof Item.Section root) {
            new CrossCheck(problems, installed.drainMs()).check(root);
            if (problems.stream().noneMatch(problem -> problem.severity() == Problem.Severity.ERROR)) {
                config = Optional.of(new ConfigBuilder(root, installed).build());
            }
        }
        problems.sort(Comparator.comparingInt(problem -> problem.place().line()));
        return new Loaded(name, config, problems, yaml);
    }

    private static @Nullable String text(Path file, List<Problem> problems) {
        try {
            if (Files.isDirectory(file)) {
                problems.add(Problem.error(Place.ROOT, "is a directory; a file is wanted"));
                return null;
            }
            if (Files.size(file) > MAX_BYTES) {
                problems.add(Problem.error(Place.ROOT, "has " + Files.size(file) + " bytes; at most " + MAX_BYTES + " are read"));
                return null;
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            problems.add(Problem.error(Place.ROOT, "is not there; see 'fenceline check --example' for one to begin with"));
        } catch (CharacterCodingException e) {
            problems.add(Problem.error(Place.ROOT, "is not UTF-8 text"));
        } catch (IOException e) {
            problems.add(Problem.error(Place.ROOT, "cannot be read: " + e.getMessage()));
        }
        return null;
    }
}
