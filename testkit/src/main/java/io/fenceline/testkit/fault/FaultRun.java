package io.fenceline.testkit.fault;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.api.TransportType;
import io.fenceline.spi.backend.BackendContext;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.HostTransportProvider;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.spi.transport.TargetTransportProvider;
import io.fenceline.spi.transport.TransportContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A script at work: counts events, and wraps transports of any kind. Any thread. */
public final class FaultRun {
    private final List<FaultRule> rules;
    private final int[] seen;
    private final BackendContext.Timer timer;
    private final List<String> fired = new ArrayList<>();
    private boolean over;

    FaultRun(FaultScript script, BackendContext.Timer timer) {
        rules = script.rules();
        seen = new int[rules.size()];
        this.timer = timer;
    }

    /** Counts an event; gives the rule that hits it. */
    synchronized @Nullable FaultRule hit(FaultPoint point, int qid, int op, int type) {
        FaultRule hit = null;
        for (int i = 0; i < rules.size(); i++) {
            FaultRule rule = rules.get(i);
            if (rule.matches(point, qid, op, type)) {
                int number = ++seen[i];
                if (hit == null && !over && number >= rule.first() && number - rule.first() < rule.count()) {
                    hit = rule;
                    fired.add(rule + " hit " + point + " " + number + (op < 0 ? "" : " op=%02x".formatted(op)));
                }
            }
        }
        return hit;
    }

    BackendContext.Timer timer() {
        return timer;
    }

    /** Lets nothing happen any more: the world is healed. What is held or dropped by then stays so. */
    public synchronized void heal() {
        over = true;
    }

    /**
     * Which faults have happened.
     *
     * @return a line for each, in order
     */
    public synchronized List<String> fired() {
        return List.copyOf(fired);
    }

    /**
     * Wraps the host end of a transport.
     *
     * @param transport any
     * @return the same, with faults
     */
    public HostTransport wrap(HostTransport transport) {
        return new FaultyHost(this, transport);
    }

    /**
     * Wraps the target end of a transport.
     *
     * @param transport any
     * @return the same, with faults
     */
    public TargetTransport wrap(TargetTransport transport) {
        return new FaultyTarget(this, transport);
    }

    /**
     * Wraps a provider.
     *
     * @param provider any
     * @return opens transports with faults
     */
    public HostTransportProvider wrap(HostTransportProvider provider) {
        return new HostTransportProvider() {
            @Override
            public TransportType type() {
                return provider.type();
            }

            @Override
            public OptionSchema options() {
                return provider.options();
            }

            @Override
            public HostTransport open(TransportContext context, Options options) {
                return wrap(provider.open(context, options));
            }
        };
    }

    /**
     * Wraps a provider.
     *
     * @param provider any
     * @return opens transports with faults
     */
    public TargetTransportProvider wrap(TargetTransportProvider provider) {
        return new TargetTransportProvider() {
            @Override
            public TransportType type() {
                return provider.type();
            }

            @Override
            public OptionSchema options() {
                return provider.options();
            }

            @Override
            public TargetTransport open(TransportContext context, Options options) {
                return wrap(provider.open(context, options));
            }
        };
    }
}
