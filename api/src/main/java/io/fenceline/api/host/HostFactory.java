package io.fenceline.api.host;

/** Makes hosts; what {@link Host#open} finds. */
public interface HostFactory {
    /**
     * Makes a host.
     *
     * @return with threads of its own
     */
    Host open();
}
