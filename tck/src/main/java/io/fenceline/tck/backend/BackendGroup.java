package io.fenceline.tck.backend;

/** A group of the contract's tests. Not to be implemented outside {@link BackendContract}. */
public interface BackendGroup {
    /**
     * What the present test works with.
     *
     * @return the rig
     */
    BackendRig rig();
}
