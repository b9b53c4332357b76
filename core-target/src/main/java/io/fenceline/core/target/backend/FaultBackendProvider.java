package io.fenceline.core.target.backend;

import io.fenceline.api.NvmeException;
import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendContext;
import io.fenceline.spi.backend.BackendProvider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/**
 * Injects faults into another back end: type {@code fault}. In fenceline.yaml:
 *
 * <pre>
 * backend: fault
 * under: memory
 * underOptions: size=64MiB, page=64KiB
 * rules: write lba=0-7 error=write-fault count=1; read delay=5ms chance=10%; write lba=0 stuck=4s after=3 count=1
 * </pre>
 */
@Component(service = BackendProvider.class, property = "fenceline.backend=fault")
public final class FaultBackendProvider implements BackendProvider {
    private static final String TYPE = "fault";
    private static final OptionSchema OPTIONS = new OptionSchema(List.of(
            OptionSchema.text("under", "memory", "The type of the back end that the faults are injected into."),
            OptionSchema.text("underOptions", "", "Its options: key=value, separated by commas."),
            OptionSchema.text("rules", "", "Fault rules, separated by semicolons, such as: write lba=0-7 error=write-fault count=1."),
            OptionSchema.integer("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE, "For chances: the same seed gives the same faults.")));

    /** For the service loader and Declarative Services. */
    public FaultBackendProvider() {
        // Nothing is opened before open.
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public Backend open(BackendContext context, Options options) {
        List<FaultRule> rules;
        try {
            rules = FaultRule.parse(options.has("rules") ? options.text("rules") : "");
        } catch (IllegalArgumentException e) {
            throw new NvmeException(NvmeException.Category.FAIL, "rules: " + e.getMessage(), e);
        }
        String type = options.text("under");
        BackendProvider provider = switch (type) {
            case TYPE -> throw new NvmeException(NvmeException.Category.FAIL, "under: 'fault' is not valid; another type is wanted");
            case "memory" -> new MemoryBackendProvider();
            case "null" -> new NullBackendProvider();
            default -> context.providers().provider(type);
        };
        if (provider == null) {
            throw new NvmeException(NvmeException.Category.FAIL,
                    "under: there is no back end of type '" + type + "'; memory, null or the type of an installed back end is wanted");
        }
        Backend under = provider.open(context, underOptions(provider, options.has("underOptions") ? options.text("underOptions") : ""));
        FaultBackend backend = new FaultBackend(under, context.blockSize(), context.timer(), options.number("seed"));
        rules.forEach(backend::add);
        return backend;
    }

    private static Options underOptions(BackendProvider provider, String text) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            if (!pair.isBlank()) {
                int equals = pair.indexOf('=');
                if (equals < 0) {
                    throw new NvmeException(NvmeException.Category.FAIL,
                            "underOptions: '" + pair.strip() + "' is not valid; key=value is wanted");
                }
                given.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
            }
        }
        try {
            return Options.of(provider.options(), given);
        } catch (NvmeException e) {
            throw new NvmeException(NvmeException.Category.FAIL, "underOptions: " + e.getMessage(), e);
        }
    }
}
