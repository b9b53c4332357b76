package io.fenceline.tck.transport;

/** A group of the contract's tests. Not to be implemented outside {@link TransportContract}. */
public interface TransportGroup {
    /**
     * What the present test works with.
     *
     * @return the rig
     */
    TransportRig rig();
}
