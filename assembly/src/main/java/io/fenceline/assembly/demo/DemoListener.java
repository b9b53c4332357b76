package io.fenceline.assembly.demo;

import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.ControllerState;
import java.util.List;

/** Hears what happens while it happens. Called by several threads, one at a time. */
public interface DemoListener {
    /** What a line is about. */
    enum Tone {
        /** The play goes on. */
        PLAIN,
        /** Something is broken on purpose. */
        FAULT,
        /** Something is well again. */
        GOOD,
        /** Something is lost. */
        BAD
    }

    /**
     * A path as it is.
     *
     * @param name of the path
     * @param address where the host connects to
     * @param state of its controller
     * @param outstanding commands under way
     * @param held commands that wait for its silence
     * @param dark whether it has been cut
     */
    record Path(String name, TransportAddress address, ControllerState state, int outstanding, int held, boolean dark) {
    }

    /**
     * All as it is.
     *
     * @param atNs since the beginning
     * @param commands of the workers that ended since the last sample
     * @param paths both
     * @param story what the block of the story waits for; empty: nothing
     */
    record Sample(long atNs, long commands, List<Path> paths, String story) {
        /** Copies the list. */
        public Sample {
            paths = List.copyOf(paths);
        }
    }

    /**
     * It begins.
     *
     * @param spec what is played
     * @param paths both
     */
    void begin(DemoSpec spec, List<Path> paths);

    /**
     * Something has happened.
     *
     * @param atNs since the beginning
     * @param tone what it is about
     * @param text one line
     */
    void line(long atNs, Tone tone, String text);

    /**
     * Ten times a second.
     *
     * @param sample as of now
     */
    void sample(Sample sample);

    /**
     * It is over.
     *
     * @param result how it went
     */
    void end(DemoResult result);
}
