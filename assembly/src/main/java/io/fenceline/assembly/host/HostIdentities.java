package io.fenceline.assembly.host;

import io.fenceline.api.Nqn;
import io.fenceline.api.NvmeException;
import io.fenceline.api.host.HostIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who this host is, the same in each run: reservations and access control go by it. What nvme-cli uses counts first; where there
 * is nothing, an identifier is made once and kept.
 */
public final class HostIdentities {
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final String UUID_MARK = ":uuid:";
    private static final String KEPT = "hostid";

    private final Path system;
    private final Path state;

    /**
     * Makes one.
     *
     * @param system where nvme-cli keeps {@code hostnqn} and {@code hostid}
     * @param state where an identifier of our own is kept; made when it is needed
     */
    public HostIdentities(Path system, Path state) {
        this.system = system;
        this.state = state;
    }

    /**
     * The usual places: {@code /etc/nvme}, and {@code fenceline} in {@code XDG_STATE_HOME} or {@code ~/.local/state}.
     *
     * @param environment of this process
     * @return identities of this machine
     */
    public static HostIdentities ofThisMachine(Map<String, String> environment) {
        String home = environment.getOrDefault("XDG_STATE_HOME", "");
        Path states = home.isEmpty() ? Path.of(System.getProperty("user.home", "."), ".local", "state") : Path.of(home);
        return new HostIdentities(Path.of("/etc/nvme"), states.resolve("fenceline"));
    }

    /**
     * Who this host is.
     *
     * @param nqn HOSTNQN; null: as nvme-cli, or else our own
     * @param id HOSTID; null: as it belongs to the NQN
     * @return the identity
     * @throws IllegalArgumentException when a file holds what is no NQN or UUID; names it
     * @throws NvmeException (FAIL) when a new identity cannot be kept
     */
    public HostIdentity identity(@Nullable Nqn nqn, @Nullable UUID id) {
        if (nqn != null) {
            return new HostIdentity(nqn, id == null ? idOf(nqn) : id);
        }
        if (id != null) {
            return HostIdentity.of(id);
        }
        Path names = system.resolve("hostnqn");
        Optional<String> name = line(names);
        if (name.isPresent()) {
            Nqn systemNqn = SubsystemPlace.nqn(names.toString(), name.get());
            Path ids = system.resolve("hostid");
            return new HostIdentity(systemNqn, line(ids).map(text -> uuid(ids.toString(), text)).orElseGet(() -> idOf(systemNqn)));
        }
        return HostIdentity.of(kept());
    }

    /** A host has one identifier as long as it has one name, which some targets check. */
    private static UUID idOf(Nqn nqn) {
        int at = nqn.value().indexOf(UUID_MARK);
        if (at >= 0) {
            String text = nqn.value().substring(at + UUID_MARK.length());
            if (UUID_FORM.matcher(text).matches()) {
                return UUID.fromString(text);
            }
        }
        return UUID.nameUUIDFromBytes(nqn.value().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a UUID.
     *
     * @param key what it was given for
     * @param text 8-4-4-4-12 hex digits
     * @return the UUID
     * @throws IllegalArgumentException names key, text and what would be right
     */
    public static UUID uuid(String key, String text) {
        if (!UUID_FORM.matcher(text).matches() || UUID.fromString(text).equals(new UUID(0, 0))) {
            throw new IllegalArgumentException(key + ": '" + text
                    + "' is not valid; a UUID that is not zero is wanted, such as 8d2b8f7e-2a0b-4b8e-9e3a-5f1d0c6b7a11");
        }
        return UUID.fromString(text);
    }

    private static Optional<String> line(Path file) {
        try {
            return Files.isReadable(file)
                    ? Files.readString(file).lines().map(String::strip).filter(l -> !l.isEmpty()).findFirst()
                    : Optional.empty();
        } catch (IOException e) {
            throw new NvmeException(NvmeException.Category.FAIL,
                    file + ": cannot be read: " + e.getMessage() + "; --host-nqn would do without", e);
        }
    }

    /** Made once: of two processes that come at the same time, one makes it and both take it. */
    private UUID kept() {
        Path file = state.resolve(KEPT);
        Optional<String> text = line(file);
        if (text.isEmpty()) {
            try {
                Files.createDirectories(state);
                Path draft = Files.createTempFile(state, KEPT, null);
                try {
                    Files.writeString(draft, UUID.randomUUID() + "\n");
                    Files.createLink(file, draft);
                } catch (FileAlreadyExistsException e) {
                    text = line(file); // another one was first
                } finally {
                    Files.delete(draft);
                }
            } catch (IOException | UnsupportedOperationException e) {
                throw new NvmeException(NvmeException.Category.FAIL,
                        file + ": this host's identifier cannot be kept: " + e + "; --host-id UUID would do without", e);
            }
            text = line(file);
        }
        return uuid(file.toString(), text.orElse(""));
    }
}
