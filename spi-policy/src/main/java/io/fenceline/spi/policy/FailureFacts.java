package io.fenceline.spi.policy;

/**
 * What is known of a controller that was lost.
 *
 * @param controller the number that views and events show
 * @param cntlid CNTLID
 * @param lastByteNs when a byte of a command, a keep alive included, may have left last, by the host's clock
 * @param katoNs the keep alive in force; 0: none
 * @param trafficBasedKeepAlive TBKAS: the controller may notice the loss one keep alive later
 * @param cqtNs CQT, or what is assumed in its place
 * @param cqtReported whether the controller reported it
 * @param held commands in its hands
 * @param livePaths other controllers of the subsystem that are live
 */
public record FailureFacts(int controller, int cntlid, long lastByteNs, long katoNs, boolean trafficBasedKeepAlive, long cqtNs,
        boolean cqtReported, int held, int livePaths) {
    /**
     * When everything that was sent is sure to be over (NVM Express Base 2.1, 9.6.2.2, TP4129): two keep alives, or three with
     * traffic based keep alive, and the quiesce time, from the last byte.
     *
     * @return by the host's clock
     */
    public long silentNs() {
        return lastByteNs + (trafficBasedKeepAlive ? 3 : 2) * katoNs + cqtNs;
    }
}
