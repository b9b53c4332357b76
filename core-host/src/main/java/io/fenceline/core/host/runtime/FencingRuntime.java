package io.fenceline.core.host.runtime;

import io.fenceline.api.Options;
import io.fenceline.api.host.FencingOptions;
import io.fenceline.api.host.HostOptions;
import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.fence.FenceSettings;
import io.fenceline.core.host.engine.fence.Recovery;
import io.fenceline.core.host.engine.fence.RecoveryDesk;
import io.fenceline.spi.policy.FencingAgent;
import io.fenceline.spi.policy.FencingAgentProvider;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who decides about the lost controllers of one subsystem, and who can prove them silent: policies and agents as the user has chosen
 * them, of this host or of others. Opened on the thread of whoever chooses, since providers are foreign code; all else on the control
 * loop.
 */
@SuppressWarnings("ReferenceEquality") // an instance goes with its class loader, whatever else equals it
final class FencingRuntime {
    /** How often it is looked whether what was chosen is still installed. */
    private static final long LOOK_NS = 1_000_000_000L;

    /**
     * A policy that was opened.
     *
     * @param recovery as the engine knows it
     * @param provider where it comes from
     */
    record Choice(Recovery recovery, RecoveryPolicyProvider provider) {
    }

    private final HostSettings settings;
    private final PolicyDesk policies;
    private final Agents agents;
    private final RecoveryDesk desk;
    /** Policies that may be asked on the spot. */
    private final Set<Recovery> ours = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Recovery fallback = BuiltIn.fallback();
    private Choice active;
    private @Nullable Choice shadow;
    private Consumer<String> alarm = line -> {
    };
    private long lookedNs;
    private volatile String name;
    private boolean claimed;
    private boolean closed;

    private FencingRuntime(HostSettings settings, ControlLoop control, Executor threads, Worker.Maker workers, Choice active,
            @Nullable Choice shadow, Map<String, FencingAgent> opened, FencingOptions options) {
        this.settings = settings;
        this.active = active;
        this.shadow = shadow;
        name = active.recovery.name();
        policies = new PolicyDesk(control, ours::contains, workers, this::givenUp);
        agents = new Agents(control, threads, opened);
        know(fallback);
        know(active);
        if (shadow != null) {
            know(shadow);
        }
        Duration ceiling = options.ceiling();
        desk = new RecoveryDesk(active.recovery, shadow == null ? null : shadow.recovery, fallback, policies, agents,
                new FenceSettings(ceiling == null ? Long.MAX_VALUE : ceiling.toNanos(), options.readsAtOnce(), options.partial()));
    }

    /**
     * Opens what the user has chosen. Any thread but the control loop's.
     *
     * @param settings what is installed
     * @param options what is chosen
     * @param control the control loop
     * @param threads one thread per task, for agents
     * @param workers for policies of others
     * @return not begun
     * @throws IllegalArgumentException one line: what is wrong with what was chosen
     */
    static FencingRuntime open(HostSettings settings, HostOptions options, ControlLoop control, Executor threads, Worker.Maker workers) {
        FencingOptions fencing = options.fencing();
        Choice active = choose(settings, "recovery", options.recovery(), fencing.policyOptions());
        Choice shadow = fencing.shadow().isEmpty() ? null : choose(settings, "shadow recovery", fencing.shadow(), Map.of());
        Map<String, FencingAgent> opened = new LinkedHashMap<>();
        try {
            fencing.agents().forEach((name, given) -> {
                FencingAgentProvider provider = HostRuntime.find("fencing agent", name, settings.agents().get(),
                        FencingAgentProvider::name);
                opened.put(name, provider.open(Options.of(provider.options(), given)));
            });
        } catch (RuntimeException e) {
            opened.values().forEach(FencingAgent::close);
            throw e;
        }
        return new FencingRuntime(settings, control, threads, workers, active, shadow, opened, fencing);
    }

    /**
     * Opens a policy. Any thread but the control loop's.
     *
     * @param settings what is installed
     * @param key what it is chosen for
     * @param name its name
     * @param given its options
     * @return opened
     * @throws IllegalArgumentException one line: what is wrong with what was chosen
     */
    static Choice choose(HostSettings settings, String key, String name, Map<String, String> given) {
        RecoveryPolicyProvider provider = HostRuntime.find(key, name, settings.policies().get(), RecoveryPolicyProvider::name);
        return new Choice(new Recovery(name, provider.open(Options.of(provider.options(), given)), provider.unsafe()), provider);
    }

    /** Whether anything that is chosen comes from others. Any thread. */
    static boolean isForeign(HostSettings settings, HostOptions options) {
        FencingOptions fencing = options.fencing();
        return !fencing.agents().isEmpty() || settings.policies().get().stream()
                .anyMatch(p -> !BuiltIn.isOurs(p) && (p.name().equals(options.recovery()) || p.name().equals(fencing.shadow())));
    }

    /** A subsystem takes it, and closes it one day; false: it is closed already. Any thread. */
    synchronized boolean claim() {
        claimed = !closed;
        return claimed;
    }

    /** Closes it, unless a subsystem has taken it. Any thread. */
    void abandon() {
        synchronized (this) {
            if (claimed || closed) {
                return;
            }
            closed = true;
        }
        agents.close();
    }

    // On the control loop.

    /**
     * Begins.
     *
     * @param alarms takes lines that need a person's attention
     */
    void begin(Consumer<String> alarms) {
        alarm = alarms;
    }

    RecoveryDesk desk() {
        return desk;
    }

    /** The name of the policy in force. Any thread. */
    String name() {
        return name;
    }

    void active(Choice chosen) {
        Choice before = active;
        know(chosen);
        active = chosen;
        name = chosen.recovery.name();
        desk.active(chosen.recovery);
        forget(before);
    }

    void shadow(@Nullable Choice chosen) {
        Choice before = shadow;
        if (chosen != null) {
            know(chosen);
        }
        shadow = chosen;
        desk.shadow(chosen == null ? null : chosen.recovery);
        if (before != null) {
            forget(before);
        }
    }

    /**
     * Looks whether what was chosen is still there: a bundle can be stopped under it.
     *
     * @param nowNs the time
     */
    void tick(long nowNs) {
        if (nowNs - lookedNs < LOOK_NS) {
            return;
        }
        lookedNs = nowNs;
        if (isGone(active)) {
            fallBack("recovery policy " + active.recovery.name() + " is not installed any more");
        }
        Choice compared = shadow;
        if (compared != null && isGone(compared)) {
            alarm.accept("recovery policy " + compared.recovery.name() + " is not installed any more, and no longer runs in shadow");
            shadow(null);
        }
    }

    /** Nothing is decided any more. */
    void close() {
        policies.close();
        agents.close();
    }

    private boolean isGone(Choice choice) {
        return !BuiltIn.isOurs(choice.provider)
                && settings.policies().get().stream().noneMatch(provider -> provider == choice.provider);
    }

    private void givenUp(Recovery recovery) {
        String line = "recovery policy " + recovery.name() + ": " + policies.why(recovery);
        Choice compared = shadow;
        if (compared != null && compared.recovery.policy() == recovery.policy()) {
            alarm.accept(line + "; it no longer runs in shadow");
            shadow(null);
        } else {
            fallBack(line);
        }
    }

    private void fallBack(String line) {
        alarm.accept(line + "; " + fallback.name() + " decides from now on");
        Choice before = active;
        active = new Choice(fallback, BuiltIn.FALLBACK);
        name = fallback.name();
        desk.active(fallback);
        forget(before);
    }

    private void know(Choice choice) {
        if (BuiltIn.isOurs(choice.provider)) {
            know(choice.recovery);
        }
    }

    private void know(Recovery recovery) {
        ours.add(recovery);
    }

    private void forget(Choice choice) {
        if (choice.recovery != fallback) {
            ours.remove(choice.recovery);
            policies.retire(choice.recovery);
        }
    }
}
