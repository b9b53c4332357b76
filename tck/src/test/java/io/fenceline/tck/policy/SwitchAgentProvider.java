package io.fenceline.tck.policy;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.policy.FencingAgent;
import io.fenceline.spi.policy.FencingAgentProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * A sample: closes the port of a played switch, and waits until the array behind it has dropped what came from there. The mistakes are
 * for the tests of the contract.
 */
final class SwitchAgentProvider implements FencingAgentProvider {
    /** What can be wrong with it. */
    enum Mistake {
        NONE, SPEAKS_TOO_SOON, TAKES_A_REFUSAL_FOR_SILENCE, ANSWERS_TWICE, NO_WORDS, DEAF_TO_INTERRUPTS, CLOSES_ONCE, ONE_AT_A_TIME, OPENS_AGAIN, SHARES_ITS_END
    }

    /** The switch and the array. */
    static final class Device {
        private final Set<Integer> closed = ConcurrentHashMap.newKeySet();
        private final Set<Integer> refused = ConcurrentHashMap.newKeySet();
        private final Set<Integer> hanging = ConcurrentHashMap.newKeySet();
        private final Set<FencingAgent> left = ConcurrentHashMap.newKeySet();

        void refuse(int cntlid) {
            refused.add(cntlid);
        }

        void hang(int cntlid) {
            hanging.add(cntlid);
        }

        boolean silent(int cntlid) {
            return closed.contains(cntlid);
        }

        void open(int cntlid) {
            closed.remove(cntlid);
        }

        boolean close(int cntlid) throws InterruptedException {
            if (hanging.contains(cntlid)) {
                new CountDownLatch(1).await();
            }
            return !refused.contains(cntlid) && (closed.add(cntlid) || closed.contains(cntlid));
        }
    }

    private final Device device;
    private final Mistake mistake;

    SwitchAgentProvider(Device device, Mistake mistake) {
        this.device = device;
        this.mistake = mistake;
    }

    @Override
    public String name() {
        return "sample-switch";
    }

    @Override
    public OptionSchema options() {
        return new OptionSchema(List.of(OptionSchema.text("switch", "127.0.0.1", "Where the switch is managed.")));
    }

    @Override
    public FencingAgent open(Options options) {
        return new Agent(options.text("switch"));
    }

    private final class Agent implements FencingAgent {
        private final String address;
        private final List<Thread> asking = new ArrayList<>();
        private final Object turn = new Object();

        Agent(String address) {
            this.address = address;
        }

        @Override
        public void fence(Lost lost, Answer answer) {
            if (mistake == Mistake.SHARES_ITS_END && !device.left.isEmpty()) {
                throw new IllegalStateException("closed");
            }
            synchronized (asking) {
                asking.add(Thread.currentThread());
            }
            while (true) {
                try {
                    if (mistake == Mistake.ONE_AT_A_TIME) {
                        synchronized (turn) {
                            shut(lost, answer);
                        }
                    } else {
                        shut(lost, answer);
                    }
                    return;
                } catch (InterruptedException e) {
                    if (mistake != Mistake.DEAF_TO_INTERRUPTS) {
                        answer.failed("given up");
                        return;
                    }
                }
            }
        }

        private void shut(Lost lost, Answer answer) throws InterruptedException {
            if (mistake == Mistake.SPEAKS_TOO_SOON) {
                answer.silent("the port will be closed");
            }
            boolean done = device.close(lost.cntlid());
            if (mistake == Mistake.SPEAKS_TOO_SOON) {
                return;
            }
            if (done || mistake == Mistake.TAKES_A_REFUSAL_FOR_SILENCE) {
                answer.silent(mistake == Mistake.NO_WORDS ? "" : "port of controller " + lost.cntlid() + " closed at " + address);
                if (mistake == Mistake.ANSWERS_TWICE) {
                    answer.failed("and once more");
                }
                if (mistake == Mistake.OPENS_AGAIN) {
                    device.open(lost.cntlid());
                }
            } else {
                answer.failed("the switch at " + address + " refuses");
            }
        }

        @Override
        public void close() {
            boolean first = device.left.add(this);
            if (mistake == Mistake.CLOSES_ONCE && !first) {
                throw new IllegalStateException("closed already");
            }
            if (mistake != Mistake.DEAF_TO_INTERRUPTS) {
                synchronized (asking) {
                    asking.forEach(Thread::interrupt);
                }
            }
        }
    }
}
