package io.fenceline.tck.transport;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.TransportFault;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Honesty: what is declared is enforced. */
public interface LimitGroup extends TransportGroup {
    /** A buffer longer than the greatest transfer, or of no length, is not to be had. */
    @Test
    default void required_limit_buffersAreBoundedByTheGreatestTransfer() {
        TransportRig.Pair pair = rig().connect();
        int most = rig().target().capabilities().maxTransferBytes();
        int hostMost = rig().host().capabilities().maxTransferBytes();
        rig().on(pair.target(), () -> {
            assertThatThrownBy(() -> pair.target().take(most + 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> pair.target().take(0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> pair.target().take(-1)).isInstanceOf(IllegalArgumentException.class);
            DataBuffer whole = pair.target().take(most);
            assertThat(whole.segment().byteSize()).isGreaterThanOrEqualTo(most);
            assertThat(whole.byteBuffer().capacity()).isGreaterThanOrEqualTo(most);
            assertThat(whole.byteBuffer().isDirect()).isTrue();
            whole.release();
        });
        rig().on(pair.host(), () -> assertThatThrownBy(() -> pair.host().queuePair().buffers().take(hostMost + 1))
                .isInstanceOf(IllegalArgumentException.class));
    }

    /** A buffer's two views are of the same memory. */
    @Test
    default void required_limit_bothViewsOfABufferAreTheSameMemory() {
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.target(), () -> {
            DataBuffer buffer = pair.target().take(512);
            buffer.segment().fill((byte) 0);
            buffer.byteBuffer().put(17, (byte) 0x42);
            assertThat(buffer.segment().toArray(ValueLayout.JAVA_BYTE)[17]).isEqualTo((byte) 0x42);
            assertThat(buffer.byteBuffer()).isSameAs(buffer.byteBuffer());
            buffer.release();
        });
    }

    /** A second release is noticed. */
    @Test
    default void required_limit_aSecondReleaseIsRefused() {
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.target(), () -> {
            DataBuffer buffer = pair.target().take(512);
            buffer.release();
            assertThatThrownBy(buffer::release).isInstanceOf(IllegalStateException.class);
        });
    }

    /** A submission against the rules is refused, and nothing has happened. */
    @Test
    default void required_limit_submissionsAgainstTheRulesAreRefused() {
        TransportRig.Pair pair = rig().connect();
        rig().on(pair.target(), pair.target()::hold);
        int most = rig().host().capabilities().maxTransferBytes();
        rig().on(pair.host(), () -> {
            DataBuffer buffer = requireNonNull(pair.host().queuePair().buffers().take(512));
            var sqe = Command.read(1, 512).encode(31);
            assertThatThrownBy(() -> pair.host().queuePair().submit(31, sqe, buffer, most + 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> pair.host().queuePair().submit(32, sqe, null, 0)).isInstanceOf(IllegalArgumentException.class);
            Op op = pair.host().submit(Command.noData(2));
            assertThatThrownBy(() -> pair.host().queuePair().submit(op.slot, Command.noData(3).encode(op.slot), null, 0))
                    .isInstanceOf(IllegalArgumentException.class);
            pair.host().queuePair().flush();
            buffer.release();
        });
        rig().await(() -> pair.target().held().size() == 1, "the one command that was allowed");
        rig().settle();
        assertThat(pair.target().keys()).containsExactly(2);
    }

    /** As many commands as were agreed on may be outstanding. */
    @Test
    default void required_limit_theAgreedNumberOfCommandsMayBeOutstanding() {
        TransportRig.Pair pair = rig().connect(TransportRig.params(1, 16, false));
        rig().on(pair.target(), pair.target()::hold);
        rig().on(pair.host(), () -> {
            for (int i = 0; i < 16; i++) {
                pair.host().submit(Command.noData(i));
            }
            pair.host().queuePair().flush();
        });
        rig().await(() -> pair.target().held().size() == 16, "16 commands");
        assertThat(pair.target().fault()).isNull();
    }

    /** A host that has more commands outstanding than were agreed on breaks the protocol, and the connection ends. */
    @Test
    default void required_limit_moreOutstandingCommandsThanAgreedAreAFault() {
        TransportRig.Pair pair = rig().connect(TransportRig.params(1, 32, false));
        rig().on(pair.target(), () -> {
            pair.target().hold();
            pair.target().associated(TransportRig.params(1, 4, false));
        });
        rig().on(pair.host(), () -> {
            for (int i = 0; i < 6; i++) {
                pair.host().submit(Command.noData(i));
            }
            pair.host().queuePair().flush();
        });
        rig().await(() -> pair.target().fault() != null, "a fault at the target");
        assertThat(requireNonNull(pair.target().fault()).kind()).isEqualTo(TransportFault.Kind.PROTOCOL);
        assertThat(pair.target().held()).hasSize(4);
        rig().await(pair.host()::quiesced, "quiescence of the host");
    }

    /** The declared greatest queue works in full. */
    @Test
    default void required_limit_theGreatestQueueWorks() {
        int size = Math.min(rig().target().capabilities().maxQueueSize(), rig().host().capabilities().maxQueueSize());
        TransportRig.Pair pair = rig().connect(TransportRig.params(1, size, false));
        rig().on(pair.target(), pair.target()::hold);
        List<Op> ops = new ArrayList<>();
        rig().on(pair.host(), () -> {
            for (int i = 0; i < size; i++) {
                ops.add(pair.host().submit(Command.noData(i)));
            }
            pair.host().queuePair().flush();
        });
        rig().await(() -> pair.target().held().size() == size, size + " commands");
        rig().on(pair.target(), () -> List.copyOf(pair.target().held()).forEach(exchange -> pair.target().respond(exchange, 7, 0, 0)));
        ops.forEach(op -> rig().await(op::ended, "the answer to " + op));
    }
}
