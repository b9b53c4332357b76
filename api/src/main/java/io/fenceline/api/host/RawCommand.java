package io.fenceline.api.host;

/**
 * A command as the caller wants it; CID, PSDT and SGL1 are filled in.
 *
 * @param opcode 0 to 255; bits 1:0 say which way data goes
 * @param nsid NSID
 * @param cdw2 CDW2
 * @param cdw3 CDW3
 * @param cdw10 CDW10
 * @param cdw11 CDW11
 * @param cdw12 CDW12
 * @param cdw13 CDW13
 * @param cdw14 CDW14
 * @param cdw15 CDW15
 */
public record RawCommand(int opcode, int nsid, int cdw2, int cdw3, int cdw10, int cdw11, int cdw12, int cdw13, int cdw14, int cdw15) {
    /** Checks the opcode. */
    public RawCommand {
        if (opcode < 0 || opcode > 255) {
            throw new IllegalArgumentException("opcode " + opcode + ": 0 to 255 is wanted");
        }
    }

    /**
     * With the dwords that most commands use.
     *
     * @param opcode 0 to 255
     * @param nsid NSID
     * @param cdw10 CDW10
     * @param cdw11 CDW11
     * @param cdw12 CDW12
     * @return the command
     */
    public static RawCommand of(int opcode, int nsid, int cdw10, int cdw11, int cdw12) {
        return new RawCommand(opcode, nsid, 0, 0, cdw10, cdw11, cdw12, 0, 0, 0);
    }
}
