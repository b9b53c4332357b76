package io.fenceline.assembly.nbd.engine;

/** Which requests make sense for an export (proto.md, "Request types", "Size constraints"). */
final class Requests {
    private Requests() {
    }

    /** The error of a request; 0: it may begin. */
    static int error(Export export, boolean blockStatus, int command, int flags, long offset, long length) {
        if ((flags & ~allowedFlags(export, command)) != 0) {
            return Nbd.EINVAL;
        }
        return switch (command) {
            case Nbd.CMD_READ -> length > Export.MAX_PAYLOAD ? Nbd.EINVAL : range(export, offset, length, Nbd.EINVAL);
            case Nbd.CMD_WRITE -> {
                if (!writable(export)) {
                    yield Nbd.EPERM;
                }
                yield length > Export.MAX_PAYLOAD ? Nbd.EINVAL : range(export, offset, length, Nbd.ENOSPC);
            }
            case Nbd.CMD_FLUSH -> offset != 0 || length != 0 ? Nbd.EINVAL : 0;
            case Nbd.CMD_CACHE -> range(export, offset, length, Nbd.EINVAL);
            case Nbd.CMD_TRIM -> {
                if (!writable(export)) {
                    yield Nbd.EPERM;
                }
                yield export.can(Nbd.FLAG_SEND_TRIM) ? range(export, offset, length, Nbd.EINVAL) : Nbd.EINVAL;
            }
            case Nbd.CMD_WRITE_ZEROES -> zeroes(export, flags, offset, length);
            case Nbd.CMD_BLOCK_STATUS -> blockStatus ? range(export, offset, length, Nbd.EINVAL) : Nbd.EINVAL;
            default -> Nbd.EINVAL;
        };
    }

    private static int zeroes(Export export, int flags, long offset, long length) {
        if (!writable(export)) {
            return Nbd.EPERM;
        }
        if (!export.can(Nbd.FLAG_SEND_WRITE_ZEROES)) {
            return Nbd.EINVAL;
        }
        int error = range(export, offset, length, Nbd.ENOSPC);
        boolean fast = export.zeroesFast() && (flags & Nbd.CMD_FLAG_NO_HOLE) == 0;
        return error == 0 && (flags & Nbd.CMD_FLAG_FAST_ZERO) != 0 && !fast ? Nbd.ENOTSUP : error;
    }

    private static boolean writable(Export export) {
        return !export.can(Nbd.FLAG_READ_ONLY);
    }

    private static int range(Export export, long offset, long length, int beyond) {
        int mask = export.blockSize() - 1;
        if (length == 0 || (offset & mask) != 0 || (length & mask) != 0) {
            return Nbd.EINVAL;
        }
        return inside(export, offset, length) ? 0 : beyond;
    }

    private static boolean inside(Export export, long offset, long length) {
        return offset >= 0 && length <= export.bytes() && offset <= export.bytes() - length;
    }

    /** FUA is taken with everything, since clients are known to set it anywhere. */
    private static int allowedFlags(Export export, int command) {
        return Nbd.CMD_FLAG_FUA | switch (command) {
            case Nbd.CMD_READ -> Nbd.CMD_FLAG_DF;
            case Nbd.CMD_WRITE_ZEROES -> Nbd.CMD_FLAG_NO_HOLE | (export.can(Nbd.FLAG_SEND_FAST_ZERO) ? Nbd.CMD_FLAG_FAST_ZERO : 0);
            case Nbd.CMD_BLOCK_STATUS -> Nbd.CMD_FLAG_REQ_ONE;
            default -> 0;
        };
    }

    /** What is wrong with a request that has an error, for a person. */
    static String text(Export export, boolean blockStatus, int command, int flags, long offset, long length) {
        int block = export.blockSize();
        if ((flags & ~allowedFlags(export, command)) != 0) {
            return "flags " + Integer.toHexString(flags) + "h of command " + command + " are not all known";
        }
        if (command > Nbd.CMD_BLOCK_STATUS) {
            return "command " + command + " is not known";
        }
        boolean writes = command == Nbd.CMD_WRITE || command == Nbd.CMD_TRIM || command == Nbd.CMD_WRITE_ZEROES;
        if (writes && !writable(export)) {
            return "the export is read only";
        }
        if (command == Nbd.CMD_FLUSH) {
            return "a flush has neither offset nor length";
        }
        if (command == Nbd.CMD_BLOCK_STATUS && !blockStatus) {
            return Nbd.BASE_ALLOCATION + " was not selected";
        }
        boolean carries = command == Nbd.CMD_READ || command == Nbd.CMD_WRITE;
        if (length == 0 || (carries && length > Export.MAX_PAYLOAD)) {
            return length + " bytes; "
                    + (carries ? block + " to " + Export.MAX_PAYLOAD + " are taken" : "at least " + block + " are taken");
        }
        if (((offset | length) & (block - 1)) != 0) {
            return length + " bytes at " + Long.toUnsignedString(offset) + ": multiples of " + block + " are taken";
        }
        if (!inside(export, offset, length)) {
            return length + " bytes at " + Long.toUnsignedString(offset) + " are beyond the end, which is at " + export.bytes();
        }
        return command == Nbd.CMD_WRITE_ZEROES && export.can(Nbd.FLAG_SEND_WRITE_ZEROES)
                ? "zeroes would not be written faster than data"
                : "the namespace cannot do this";
    }
}
