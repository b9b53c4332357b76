package io.fenceline.assembly.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.Nqn;
import io.fenceline.api.Options;
import io.fenceline.api.OptionSchema;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.api.host.FencingOptions;
import io.fenceline.api.host.HostOptions;
import io.fenceline.assembly.host.SubsystemPlace;
import io.fenceline.assembly.plugin.Plugins;
import io.fenceline.spi.policy.FencingAgent;
import io.fenceline.spi.policy.FencingAgentProvider;
import io.fenceline.spi.policy.PathSelector;
import io.fenceline.spi.policy.PathSelectorProvider;
import io.fenceline.spi.policy.RecoveryPolicy;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.HostTransportProvider;
import io.fenceline.spi.transport.TransportContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Options that commands of a host share. */
final class HostConnectOptionsTest {
    private static final String IDENTITY = "--host-id 8d2b8f7e-2a0b-4b8e-9e3a-5f1d0c6b7a11 ";

    private final Plugins plugins = plugins();

    private static Plugins plugins() {
        Plugins plugins = new Plugins();
        for (String name : List.of("queue-depth", "round-robin")) {
            plugins.pathSelectors().add(new Selector(name));
        }
        for (String name : List.of("ccr-then-time", "ccr", "time", "none")) {
            plugins.recoveryPolicies().add(new Policy(name));
        }
        plugins.fencingAgents().add(new Agent("switch-port"));
        plugins.hostTransports().add(new Transport());
        return plugins;
    }

    private record Selector(String name) implements PathSelectorProvider {
        @Override
        public OptionSchema options() {
            return new OptionSchema(List.of(OptionSchema.integer("weight", 1, 1, 9, "How much.")));
        }

        @Override
        public PathSelector open(Options options) {
            throw new AssertionError("not here");
        }
    }

    private record Policy(String name) implements RecoveryPolicyProvider {
        @Override
        public OptionSchema options() {
            return name.startsWith("ccr")
                    ? new OptionSchema(List.of(OptionSchema.duration("patience", "1s", 1, 9_000, "How long.")))
                    : OptionSchema.EMPTY;
        }

        @Override
        public boolean unsafe() {
            return name.equals("none");
        }

        @Override
        public RecoveryPolicy open(Options options) {
            throw new AssertionError("not here");
        }
    }

    private record Agent(String name) implements FencingAgentProvider {
        @Override
        public OptionSchema options() {
            return new OptionSchema(List.of(OptionSchema.integer("port", 1, 1, 48, "Which.")));
        }

        @Override
        public FencingAgent open(Options options) {
            throw new AssertionError("not here");
        }
    }

    private record Transport() implements HostTransportProvider {
        @Override
        public TransportType type() {
            return TransportType.TCP;
        }

        @Override
        public OptionSchema options() {
            return new OptionSchema(List.of(OptionSchema.flag("headerDigest", false, "x"), OptionSchema.flag("dataDigest", false, "x"),
                    OptionSchema.integer("loops", 0, 0, 8, "x")));
        }

        @Override
        public HostTransport open(TransportContext context, Options options) {
            throw new AssertionError("not here");
        }
    }

    private static HostConnectOptions parsed(String line) {
        Holder holder = new Holder();
        new CommandLine(holder).parseArgs(line.strip().split(" "));
        return holder.connect;
    }

    @CommandLine.Command(name = "holder")
    private static final class Holder {
        @CommandLine.Mixin
        private final HostConnectOptions connect = new HostConnectOptions();
    }

    @Test
    void addressesComeInAnyFormAndNumber() {
        SubsystemPlace place = parsed(
                IDENTITY + "10.0.0.1 --address tcp://10.0.0.2:4421 -a [::1]:4422 --nqn nqn.2026-01.org.example:a --nsid 3")
                .check(plugins);
        assertThat(place.endpoints().stream().map(e -> e.at(4420))).containsExactly(TransportAddress.tcp("10.0.0.1", 4420),
                TransportAddress.tcp("10.0.0.2", 4421), TransportAddress.tcp("::1", 4422));
        assertThat(place.nqn()).isEqualTo(Nqn.of("nqn.2026-01.org.example:a"));
        assertThat(place.nsid()).isEqualTo(3);
    }

    @Test
    void nothingGivenMeansTheDefaults() {
        assertThat(parsed(IDENTITY + "here").tuning().options(plugins)).isEqualTo(HostOptions.DEFAULTS);
    }

    @Test
    void everyOptionReachesItsPlace() {
        HostOptions options = parsed(
                IDENTITY + "here --keep-alive 2s --io-queues 3 --queue-size 64 --command-timeout 7s --admin-timeout 8s "
                        + "--abort-timeout 9s --connect-timeout 4s --ctrl-loss-timeout 10m --fast-io-fail 0 --reconnect-delay 100ms "
                        + "--reconnect-delay-max 200ms --deadline never --recovery none --i-accept-lost-writes --quiesce-time 0 --path-selector round-robin "
                        + "--selector-option weight=2 --header-digest --data-digest -o loops=1")
                .tuning().options(plugins);
        assertThat(options).isEqualTo(HostOptions.DEFAULTS.change().keepAlive(Duration.ofSeconds(2)).ioQueues(3).queueSize(64)
                .commandTimeout(Duration.ofSeconds(7)).adminTimeout(Duration.ofSeconds(8)).abortTimeout(Duration.ofSeconds(9))
                .connectTimeout(Duration.ofSeconds(4)).controllerLossTimeout(Duration.ofMinutes(10)).fastIoFailTimeout(Duration.ZERO)
                .reconnectDelay(Duration.ofMillis(100)).reconnectDelayMax(Duration.ofMillis(200)).deadline(null).recovery("none")
                .quiesceTime(Duration.ZERO).pathSelector("round-robin").selectorOptions(Map.of("weight", "2"))
                .transportOptions(Map.of("headerDigest", "true", "dataDigest", "true", "loops", "1")).build());
    }

    @Test
    void howLostControllersAreFencedReachesItsPlace() {
        HostOptions options = parsed(IDENTITY + "here --keep-alive 0 --recovery ccr --recovery-option patience=2s --shadow-recovery none "
                + "--fencing-agent switch-port,port=7 --recovery-ceiling 30s --no-reads-at-once --hold-all-writes").tuning()
                .options(plugins);
        assertThat(options.keepAlive()).isZero();
        assertThat(options.recovery()).isEqualTo("ccr");
        assertThat(options.fencing()).isEqualTo(new FencingOptions(Map.of("patience", "2s"), "none",
                Map.of("switch-port", Map.of("port", "7")), Duration.ofSeconds(30), false, false));
    }

    @Test
    void aLongFirstDelayRaisesTheLongest() {
        HostOptions options = parsed(IDENTITY + "here --reconnect-delay 1m").tuning().options(plugins);
        assertThat(options.reconnectDelayMax()).isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --nqn a | an ADDRESS is wanted, such as 127.0.0.1 or 192.0.2.7:4420
            here --nqn a | --nqn: 'a' is no NQN: it must begin with 'nqn.', such as nqn.2014-08.org.example:disk1
            here --nsid 0 | --nsid: '0' is not valid; a number from 1 to 4294967294 is wanted
            here --nsid x | --nsid: 'x' is not valid; a number from 1 to 4294967294 is wanted
            here --host-nqn me | --host-nqn: 'me' is no NQN: it must begin with 'nqn.', such as nqn.2014-08.org.example:disk1
            here --keep-alive 5 | --keep-alive: '5' is not valid; 0, or a time from 1ms to 1h is wanted, such as 250ms or 5s
            here --keep-alive 2h | --keep-alive: '2h' is not valid; 0, or a time from 1ms to 1h is wanted, such as 250ms or 5s
            here --keep-alive 0 | --keep-alive: '0' is not valid; without a keep alive nobody knows when a lost controller is silent; a time, or --recovery ccr with it, is wanted
            here --keep-alive 0 --recovery time | --keep-alive: '0' is not valid; without a keep alive nobody knows when a lost controller is silent; a time, or --recovery ccr with it, is wanted
            here --io-queues 65535 | --io-queues: '65535' is not valid; a whole number from 0 to 65534 is wanted
            here --queue-size 1 | --queue-size: '1' is not valid; a whole number from 2 to 4096 is wanted
            here --command-timeout 5ms | --command-timeout: '5ms' is not valid; a time from 10ms to 1h is wanted, such as 250ms or 5s
            here --ctrl-loss-timeout -1 | --ctrl-loss-timeout: '-1' is not valid; a time such as 500ms, 30s or 10m, or 'never' is wanted
            here --fast-io-fail soon | --fast-io-fail: 'soon' is not valid; a time such as 500ms, 30s or 10m, or 'never' is wanted
            here --reconnect-delay 0 | --reconnect-delay: '0' is not valid; a time from 1ms to 1h is wanted, such as 250ms or 5s
            here --reconnect-delay 2s --reconnect-delay-max 1s | --reconnect-delay-max: '1s' is not valid; no less than --reconnect-delay, which is 2000ms, is wanted
            here --recovery fast | --recovery: 'fast' is not valid; one of ccr, ccr-then-time, none, time is wanted
            here --recovery none | --recovery: 'none' is not valid; it can lose writes: an old write may land over a newer one; another policy, or --i-accept-lost-writes with it, is wanted
            here --recovery-option patience | --recovery-option: 'patience' is not valid; KEY=VALUE is wanted
            here --recovery-option hurry=1s | --recovery-option hurry: is not known; known are patience
            here --recovery time --recovery-option patience=1s | --recovery-option patience: is not known; no option is taken here
            here --shadow-recovery fast | --shadow-recovery: 'fast' is not valid; one of ccr, ccr-then-time, none, time is wanted
            here --fencing-agent plug | --fencing-agent: 'plug' is not valid; one of switch-port is wanted
            here --fencing-agent switch-port,port=49 | --fencing-agent port: '49' is not valid; a whole number from 1 to 48 is wanted
            here --fencing-agent switch-port --fencing-agent switch-port,port=2 | --fencing-agent: 'switch-port,port=2' is not valid; each agent once is wanted
            here --recovery-ceiling 0 | --recovery-ceiling: '0' is not valid; a time from 1ms to 1h is wanted, such as 250ms or 5s
            here --path-selector best | --path-selector: 'best' is not valid; one of queue-depth, round-robin is wanted
            here --selector-option weight | --selector-option: 'weight' is not valid; KEY=VALUE is wanted
            here --selector-option weight=10 | --selector-option weight: '10' is not valid; a whole number from 1 to 9 is wanted
            here -o loop=1 | -o loop: is not known; known are headerDigest, dataDigest, loops
            here -o loops=9 | -o loops: '9' is not valid; a whole number from 0 to 8 is wanted
            here -o loops=1 -o loops=2 | -o: 'loops=2' is not valid; each key once is wanted
            """)
    void whatIsWrongNamesOptionValueAndWhatWouldBeRight(String line, String message) {
        HostConnectOptions options = parsed(IDENTITY + line);
        assertThatThrownBy(() -> options.check(plugins)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void aWrongIdentifierIsSaid() {
        assertThatThrownBy(() -> parsed("here --host-id 1").check(plugins)).hasMessageStartingWith("--host-id: '1' is not valid; a UUID");
    }
}
