package io.fenceline.core.target.engine.namespace;

import io.fenceline.api.Nqn;
import io.fenceline.api.target.NamespaceSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;

/**
 * The globally unique identifiers of a namespace (NVM Express Base 2.1, 4.7.1): the same as long as the namespace lives,
 * over restarts too.
 *
 * @param uuid the UUID
 * @param nguid 16 bytes as 32 hex digits in lower case
 * @param eui64 8 bytes as 16 hex digits in lower case
 */
public record NamespaceIdentity(UUID uuid, String nguid, String eui64) {
    private static final int LOCALLY_ADMINISTERED = 0x02;
    private static final int GROUP = 0x01;

    /**
     * What a wish says, and where it says nothing, what follows from the subsystem's name and the NSID.
     *
     * @param subsystem the subsystem's NQN
     * @param spec the wish
     * @return identifiers that another start of the target finds again
     */
    public static NamespaceIdentity of(Nqn subsystem, NamespaceSpec spec) {
        byte[] name = ("fenceline:" + subsystem.value() + ":" + spec.nsid()).getBytes(StandardCharsets.UTF_8);
        UUID uuid = spec.uuid() != null ? spec.uuid() : UUID.nameUUIDFromBytes(name);
        byte[] bytes = ByteBuffer.allocate(16).putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits()).array();
        String nguid = spec.nguid() != null ? spec.nguid() : HexFormat.of().formatHex(bytes);
        // An EUI-64 that no vendor gave is marked as locally administered (IEEE 802, 8.4), so that it cannot meet a real one.
        bytes[0] = (byte) ((bytes[0] & ~GROUP) | LOCALLY_ADMINISTERED);
        String eui64 = spec.eui64() != null ? spec.eui64() : HexFormat.of().formatHex(bytes, 0, 8);
        return new NamespaceIdentity(uuid, lower(nguid), lower(eui64));
    }

    private static String lower(String hex) {
        return hex.toLowerCase(Locale.ROOT);
    }
}
