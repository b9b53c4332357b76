package io.fenceline.api.target;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A namespace as wished. Identifiers that are null are derived from the subsystem's NQN and the NSID, so that they are
 * the same after a restart.
 *
 * @param nsid 1 to {@link SubsystemSpec#maxNamespaces}
 * @param uuid null: derived
 * @param nguid 16 bytes as 32 hex digits; null: derived
 * @param eui64 8 bytes as 16 hex digits; null: derived
 * @param blockSize 512 or 4096
 * @param anaGroup 1 to {@link SubsystemSpec#anaGroups}
 * @param readOnly whether writes are refused
 * @param backend the back end's type, such as memory, file, null or fault
 * @param backendOptions the back end's options, as in fenceline.yaml
 */
public record NamespaceSpec(int nsid, @Nullable UUID uuid, @Nullable String nguid, @Nullable String eui64, int blockSize, int anaGroup,
        boolean readOnly, String backend,
        Map<String, Object> backendOptions) {
    /** Copies the options. */
    public NamespaceSpec {
        backendOptions = Map.copyOf(backendOptions);
    }

    /**
     * A namespace in memory, of 4096-byte blocks, in ANA group 1.
     *
     * @param nsid its identifier
     * @param bytes its size
     * @return the wish
     */
    public static NamespaceSpec memory(int nsid, long bytes) {
        return new NamespaceSpec(nsid, null, null, null, 4096, 1, false, "memory", Map.of("size", bytes));
    }
}
