package io.fenceline.assembly.load;

/**
 * What load is made.
 *
 * @param pattern which commands, where
 * @param readPercent how many of 100 commands of a mix are reads
 * @param blockBytes data of a command, a multiple of the namespace's block
 * @param queueDepth commands of a job under way at a time, at most
 * @param jobs how many do this side by side, spread over the lanes of the namespace
 * @param rate commands in a second of all jobs together; 0: each as soon as another has ended
 * @param offset first byte that is touched, a multiple of the namespace's block
 * @param bytes how many from there on, at least one command's
 * @param fua whether commands have Force Unit Access
 * @param seed of places and of the mix
 */
public record LoadSpec(Pattern pattern, int readPercent, int blockBytes, int queueDepth, int jobs, int rate, long offset, long bytes,
        boolean fua, long seed) {
    /** Greatest queue depth of a job. */
    public static final int MAX_DEPTH = 4096;
    /** Greatest number of jobs. */
    public static final int MAX_JOBS = 256;
    /** Greatest rate. */
    public static final int MAX_RATE = 10_000_000;

    /** Which commands, where. */
    public enum Pattern {
        /** Reads in sequence. */
        READ("read", false, 100),
        /** Writes in sequence. */
        WRITE("write", false, 0),
        /** Both, in sequence. */
        MIX("mix", false, -1),
        /** Reads anywhere. */
        RANDREAD("randread", true, 100),
        /** Writes anywhere. */
        RANDWRITE("randwrite", true, 0),
        /** Both, anywhere. */
        RANDMIX("randmix", true, -1);

        private final String word;
        private final boolean random;
        private final int reads;

        Pattern(String word, boolean random, int reads) {
            this.word = word;
            this.random = random;
            this.reads = reads;
        }

        /**
         * On a command line.
         *
         * @return lower case
         */
        public String word() {
            return word;
        }

        /**
         * Whether commands go anywhere.
         *
         * @return false: one after the other
         */
        public boolean isRandom() {
            return random;
        }

        /**
         * Whether data is destroyed.
         *
         * @return true: something is written
         */
        public boolean writes() {
            return reads != 100;
        }

        /** How many of 100 are reads, given the share of a mix. */
        int reads(int share) {
            return reads < 0 ? share : reads;
        }
    }

    /** How many commands' places there are. */
    long places() {
        return bytes / blockBytes;
    }
}
