package io.fenceline.assembly.nbd;

import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.Subsystem;
import io.fenceline.assembly.nbd.engine.Export;
import io.fenceline.assembly.nbd.engine.Exports;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Namespaces of a subsystem as exports, as they are at the moment: by NSID in decimal, by UUID, the only one also without a name
 * and by a name that was given to it.
 */
public final class SubsystemExports implements Exports {
    private final Subsystem subsystem;
    private final int nsid;
    private final @Nullable String name;
    private final boolean readOnly;

    /**
     * Makes one.
     *
     * @param subsystem is connected
     * @param nsid the one namespace to export; 0: all there are
     * @param name what clients call it instead of its NSID, for one namespace only; null: nothing
     * @param readOnly whether to refuse writes
     */
    public SubsystemExports(Subsystem subsystem, int nsid, @Nullable String name, boolean readOnly) {
        if (name != null && nsid == 0) {
            throw new IllegalArgumentException("a name '" + name + "' for all namespaces; one NSID is wanted");
        }
        this.subsystem = subsystem;
        this.nsid = nsid;
        this.name = name;
        this.readOnly = readOnly;
    }

    private List<NamespaceHandle> handles() {
        return subsystem.namespaces().stream().filter(n -> (nsid == 0 || n.nsid() == nsid) && n.blockSize() <= Export.MAX_BLOCK)
                .sorted(Comparator.comparingInt(NamespaceHandle::nsid)).toList();
    }

    @Override
    public List<Export> list() {
        return handles().stream().limit(MAX_LISTED).map(this::export).toList();
    }

    @Override
    public @Nullable Export find(String wanted) {
        List<NamespaceHandle> all = handles();
        for (NamespaceHandle handle : all) {
            if ((wanted.isEmpty() && all.size() == 1) || means(wanted, handle)) {
                return export(handle);
            }
        }
        return null;
    }

    private boolean means(String wanted, NamespaceHandle handle) {
        UUID uuid = handle.uuid();
        return wanted.equals(name) || wanted.equals(Integer.toUnsignedString(handle.nsid()))
                || (uuid != null && wanted.equalsIgnoreCase(uuid.toString()));
    }

    private Export export(NamespaceHandle handle) {
        String nsidText = Integer.toUnsignedString(handle.nsid());
        return Export.of(name == null ? nsidText : name, "namespace " + nsidText + " of " + subsystem.nqn(), handle, readOnly);
    }
}
