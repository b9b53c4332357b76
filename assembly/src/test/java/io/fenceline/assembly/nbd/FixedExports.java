package io.fenceline.assembly.nbd;

import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.assembly.nbd.engine.Export;
import io.fenceline.assembly.nbd.engine.Exports;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Exports of a test; the first is the default one. */
public final class FixedExports implements Exports {
    private final Map<String, NamespaceHandle> handles = new LinkedHashMap<>();
    private boolean readOnly;

    public static FixedExports of(NamespaceHandle first) {
        return new FixedExports().with("1", first);
    }

    public FixedExports with(String name, NamespaceHandle handle) {
        handles.put(name, handle);
        return this;
    }

    public FixedExports readOnly() {
        readOnly = true;
        return this;
    }

    @Override
    public List<Export> list() {
        return handles.keySet().stream().map(this::find).toList();
    }

    @Override
    public Export find(String name) {
        String meant = name.isEmpty() ? handles.keySet().iterator().next() : name;
        NamespaceHandle handle = handles.get(meant);
        return handle == null ? null : Export.of(meant, "namespace " + meant, handle, readOnly);
    }
}
