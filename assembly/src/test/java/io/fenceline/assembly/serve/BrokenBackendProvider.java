package io.fenceline.assembly.serve;

import io.fenceline.api.NvmeException;
import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendContext;
import io.fenceline.spi.backend.BackendProvider;

/** A back end that cannot be opened. */
final class BrokenBackendProvider implements BackendProvider {
    @Override
    public String type() {
        return "broken";
    }

    @Override
    public OptionSchema options() {
        return OptionSchema.EMPTY;
    }

    @Override
    public Backend open(BackendContext context, Options options) {
        throw new NvmeException(NvmeException.Category.FAIL, "it is broken");
    }
}
