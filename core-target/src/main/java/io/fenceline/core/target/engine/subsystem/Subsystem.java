package io.fenceline.core.target.engine.subsystem;

import io.fenceline.api.Nqn;
import io.fenceline.api.target.SubsystemSpec;
import io.fenceline.core.target.engine.namespace.NamespaceTable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * An NVM subsystem, or the discovery subsystem, which has no namespaces. Changed by the conductor; only the namespace table
 * is read by loops.
 */
public final class Subsystem {
    private final SubsystemSpec spec;
    private final boolean discovery;
    private final String serial;
    private final ControllerIds controllerIds;
    private final Set<Nqn> hosts;
    private final Drains drains = new Drains();
    private final LostHosts lostHosts = new LostHosts();
    private boolean anyHost;
    private boolean closing;
    private volatile NamespaceTable namespaces;

    private Subsystem(SubsystemSpec spec, boolean discovery, long idSeed) {
        this.spec = spec;
        this.discovery = discovery;
        serial = spec.serial().isEmpty() ? derivedSerial(spec.nqn()) : spec.serial();
        controllerIds = new ControllerIds(spec.cntlidMin(), spec.cntlidMax(), idSeed);
        hosts = new HashSet<>(spec.hosts());
        anyHost = spec.allowAnyHost();
        namespaces = NamespaceTable.empty(spec.maxNamespaces());
    }

    /**
     * An NVM subsystem without namespaces.
     *
     * @param spec the wish
     * @param idSeed from which its first controller identifier follows
     * @return the subsystem
     */
    public static Subsystem nvm(SubsystemSpec spec, long idSeed) {
        return new Subsystem(spec, false, idSeed);
    }

    /**
     * The discovery subsystem: open to all hosts, who see in its log page only what they may connect to.
     *
     * @param nqn its unique name, or the well-known one
     * @param idSeed from which its first controller identifier follows
     * @return the subsystem
     */
    public static Subsystem discovery(Nqn nqn, long idSeed) {
        return new Subsystem(SubsystemSpec.of(nqn).withAnyHost(true), true, idSeed);
    }

    /**
     * The same after each restart.
     *
     * @param nqn the subsystem's name
     * @return 20 hex digits
     */
    static String derivedSerial(Nqn nqn) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(nqn.value().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 10);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * The wish, of which hosts, openness and namespaces may have changed since.
     *
     * @return the wish
     */
    public SubsystemSpec spec() {
        return spec;
    }

    /**
     * Its name.
     *
     * @return the NQN
     */
    public Nqn nqn() {
        return spec.nqn();
    }

    /**
     * Whether it is the discovery subsystem.
     *
     * @return whether
     */
    public boolean isDiscovery() {
        return discovery;
    }

    /**
     * SN.
     *
     * @return at most 20 ASCII characters
     */
    public String serial() {
        return serial;
    }

    /**
     * The identifiers of its controllers.
     *
     * @return the range
     */
    public ControllerIds controllerIds() {
        return controllerIds;
    }

    /**
     * How long lost associations took to be silent.
     *
     * @return the figures
     */
    public Drains drains() {
        return drains;
    }

    /**
     * Which controllers have lost which host.
     *
     * @return by host
     */
    public LostHosts lostHosts() {
        return lostHosts;
    }

    /**
     * Whether a host may connect.
     *
     * @param host who
     * @return whether
     */
    public boolean allows(Nqn host) {
        return anyHost || hosts.contains(host);
    }

    /**
     * Whether every host may connect.
     *
     * @return whether
     */
    public boolean anyHost() {
        return anyHost;
    }

    /**
     * Opens it to all hosts, or to the named ones only.
     *
     * @param any whether to all
     * @return whether that is new
     */
    public boolean anyHost(boolean any) {
        boolean changed = anyHost != any;
        anyHost = any;
        return changed;
    }

    /**
     * The hosts that are named.
     *
     * @return to be changed by the conductor
     */
    public Set<Nqn> hosts() {
        return hosts;
    }

    /**
     * The namespaces now.
     *
     * @return an immutable table
     */
    public NamespaceTable namespaces() {
        return namespaces;
    }

    /**
     * Replaces the namespaces.
     *
     * @param table the new table
     */
    public void namespaces(NamespaceTable table) {
        namespaces = table;
    }

    /** It is being removed: nothing connects to it any more. */
    public void closing() {
        closing = true;
    }

    /**
     * Whether it is being removed.
     *
     * @return true from {@link #closing()} on
     */
    public boolean isClosing() {
        return closing;
    }
}
