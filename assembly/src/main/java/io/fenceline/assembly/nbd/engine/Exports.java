package io.fenceline.assembly.nbd.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a server exports now. Asked from its loops; must not block. */
public interface Exports {
    /** Greatest number of exports that a client is told of. */
    int MAX_LISTED = 1024;

    /**
     * All of them.
     *
     * @return in the order in which clients are told
     */
    List<Export> list();

    /**
     * One of them.
     *
     * @param name as a client says it; empty: the default one
     * @return null when there is none, or it cannot be served
     */
    @Nullable
    Export find(String name);
}
