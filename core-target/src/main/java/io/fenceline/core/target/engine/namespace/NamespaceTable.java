package io.fenceline.core.target.engine.namespace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The namespaces that are attached to a subsystem's controllers at one moment. Immutable. */
public final class NamespaceTable {
    private final @Nullable Namespace[] byNsid;
    private final List<Namespace> active;

    private NamespaceTable(@Nullable Namespace[] byNsid) {
        this.byNsid = byNsid;
        List<Namespace> list = new ArrayList<>();
        for (Namespace namespace : byNsid) {
            if (namespace != null) {
                list.add(namespace);
            }
        }
        active = List.copyOf(list);
    }

    /**
     * A table without namespaces.
     *
     * @param maxNsid the greatest NSID that is valid: NN of Identify Controller, at least 1
     * @return the table
     */
    public static NamespaceTable empty(int maxNsid) {
        return new NamespaceTable(new Namespace[maxNsid + 1]);
    }

    /**
     * The greatest NSID that is valid (NVM Express Base 2.1, 3.2.1.5).
     *
     * @return NN
     */
    public int maxNsid() {
        return byNsid.length - 1;
    }

    /**
     * Looks a namespace up.
     *
     * @param nsid any 32 bits
     * @return the namespace; null: the NSID is not valid or not active
     */
    public @Nullable Namespace get(int nsid) {
        return Integer.compareUnsigned(nsid, byNsid.length) < 0 ? byNsid[nsid] : null;
    }

    /**
     * All namespaces.
     *
     * @return in order of NSID
     */
    public List<Namespace> active() {
        return active;
    }

    /**
     * A table with one more namespace.
     *
     * @param namespace its NSID is valid and not in use
     * @return the new table
     */
    public NamespaceTable with(Namespace namespace) {
        if (namespace.nsid() < 1 || namespace.nsid() > maxNsid() || byNsid[namespace.nsid()] != null) {
            throw new IllegalArgumentException("nsid: " + namespace.nsid() + " is not valid or in use; a free one from 1 to " + maxNsid()
                    + " is wanted");
        }
        @Nullable
        Namespace[] copy = byNsid.clone();
        copy[namespace.nsid()] = namespace;
        return new NamespaceTable(copy);
    }

    /**
     * A table without a namespace.
     *
     * @param nsid which; nothing changes when it is not there
     * @return the new table
     */
    public NamespaceTable without(int nsid) {
        if (get(nsid) == null) {
            return this;
        }
        @Nullable
        Namespace[] copy = byNsid.clone();
        copy[nsid] = null;
        return new NamespaceTable(copy);
    }
}
