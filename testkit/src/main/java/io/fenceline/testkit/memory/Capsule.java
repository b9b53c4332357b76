package io.fenceline.testkit.memory;

/** A command on its way: 64 bytes, and the data that goes with it, if any. */
final class Capsule {
    static final byte[] NO_DATA = new byte[0];

    private final byte[] sqe;
    private final byte[] data;

    Capsule(byte[] sqe, byte[] data) {
        this.sqe = sqe;
        this.data = data;
    }

    byte[] sqe() {
        return sqe;
    }

    byte[] data() {
        return data;
    }
}
