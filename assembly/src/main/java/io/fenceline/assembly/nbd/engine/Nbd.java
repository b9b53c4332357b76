package io.fenceline.assembly.nbd.engine;

/** Numbers of the NBD protocol, by the names of its document (doc/proto.md of the nbd project), without the leading {@code NBD_}. */
public final class Nbd {
    /** INIT_PASSWD. */
    public static final long INIT_PASSWD = 0x4e42444d41474943L;
    /** IHAVEOPT. */
    public static final long IHAVEOPT = 0x49484156454f5054L;
    /** Magic of option replies. */
    public static final long REP_MAGIC = 0x0003e889045565a9L;
    /** REQUEST_MAGIC. */
    public static final int REQUEST_MAGIC = 0x25609513;
    /** SIMPLE_REPLY_MAGIC. */
    public static final int SIMPLE_REPLY_MAGIC = 0x67446698;
    /** STRUCTURED_REPLY_MAGIC. */
    public static final int STRUCTURED_REPLY_MAGIC = 0x668e33ef;

    /** Handshake flag, and the same bit of the client: FIXED_NEWSTYLE. */
    public static final int FLAG_FIXED_NEWSTYLE = 1;
    /** Handshake flag, and the same bit of the client: NO_ZEROES. */
    public static final int FLAG_NO_ZEROES = 2;

    /** Option: EXPORT_NAME. */
    public static final int OPT_EXPORT_NAME = 1;
    /** Option: ABORT. */
    public static final int OPT_ABORT = 2;
    /** Option: LIST. */
    public static final int OPT_LIST = 3;
    /** Option: STARTTLS. */
    public static final int OPT_STARTTLS = 5;
    /** Option: INFO. */
    public static final int OPT_INFO = 6;
    /** Option: GO. */
    public static final int OPT_GO = 7;
    /** Option: STRUCTURED_REPLY. */
    public static final int OPT_STRUCTURED_REPLY = 8;
    /** Option: LIST_META_CONTEXT. */
    public static final int OPT_LIST_META_CONTEXT = 9;
    /** Option: SET_META_CONTEXT. */
    public static final int OPT_SET_META_CONTEXT = 10;

    /** Reply to an option: ACK. */
    public static final int REP_ACK = 1;
    /** Reply to an option: SERVER. */
    public static final int REP_SERVER = 2;
    /** Reply to an option: INFO. */
    public static final int REP_INFO = 3;
    /** Reply to an option: META_CONTEXT. */
    public static final int REP_META_CONTEXT = 4;
    /** Reply to an option: ERR_UNSUP. */
    public static final int REP_ERR_UNSUP = 0x8000_0001;
    /** Reply to an option: ERR_INVALID. */
    public static final int REP_ERR_INVALID = 0x8000_0003;
    /** Reply to an option: ERR_UNKNOWN. */
    public static final int REP_ERR_UNKNOWN = 0x8000_0006;
    /** Reply to an option: ERR_SHUTDOWN. */
    public static final int REP_ERR_SHUTDOWN = 0x8000_0007;
    /** Reply to an option: ERR_TOO_BIG. */
    public static final int REP_ERR_TOO_BIG = 0x8000_0009;

    /** Information: EXPORT. */
    public static final int INFO_EXPORT = 0;
    /** Information: NAME. */
    public static final int INFO_NAME = 1;
    /** Information: DESCRIPTION. */
    public static final int INFO_DESCRIPTION = 2;
    /** Information: BLOCK_SIZE. */
    public static final int INFO_BLOCK_SIZE = 3;

    /** Transmission flag: HAS_FLAGS. */
    public static final int FLAG_HAS_FLAGS = 1;
    /** Transmission flag: READ_ONLY. */
    public static final int FLAG_READ_ONLY = 1 << 1;
    /** Transmission flag: SEND_FLUSH. */
    public static final int FLAG_SEND_FLUSH = 1 << 2;
    /** Transmission flag: SEND_FUA. */
    public static final int FLAG_SEND_FUA = 1 << 3;
    /** Transmission flag: SEND_TRIM. */
    public static final int FLAG_SEND_TRIM = 1 << 5;
    /** Transmission flag: SEND_WRITE_ZEROES. */
    public static final int FLAG_SEND_WRITE_ZEROES = 1 << 6;
    /** Transmission flag: SEND_DF. */
    public static final int FLAG_SEND_DF = 1 << 7;
    /** Transmission flag: CAN_MULTI_CONN. */
    public static final int FLAG_CAN_MULTI_CONN = 1 << 8;
    /** Transmission flag: SEND_CACHE. */
    public static final int FLAG_SEND_CACHE = 1 << 10;
    /** Transmission flag: SEND_FAST_ZERO. */
    public static final int FLAG_SEND_FAST_ZERO = 1 << 11;

    /** Request: READ. */
    public static final int CMD_READ = 0;
    /** Request: WRITE. */
    public static final int CMD_WRITE = 1;
    /** Request: DISC. */
    public static final int CMD_DISC = 2;
    /** Request: FLUSH. */
    public static final int CMD_FLUSH = 3;
    /** Request: TRIM. */
    public static final int CMD_TRIM = 4;
    /** Request: CACHE. */
    public static final int CMD_CACHE = 5;
    /** Request: WRITE_ZEROES. */
    public static final int CMD_WRITE_ZEROES = 6;
    /** Request: BLOCK_STATUS. */
    public static final int CMD_BLOCK_STATUS = 7;

    /** Flag of a request: FUA. */
    public static final int CMD_FLAG_FUA = 1;
    /** Flag of a request: NO_HOLE. */
    public static final int CMD_FLAG_NO_HOLE = 1 << 1;
    /** Flag of a request: DF. */
    public static final int CMD_FLAG_DF = 1 << 2;
    /** Flag of a request: REQ_ONE. */
    public static final int CMD_FLAG_REQ_ONE = 1 << 3;
    /** Flag of a request: FAST_ZERO. */
    public static final int CMD_FLAG_FAST_ZERO = 1 << 4;

    /** Flag of a chunk: DONE. */
    public static final int REPLY_FLAG_DONE = 1;
    /** Chunk: OFFSET_DATA. */
    public static final int REPLY_TYPE_OFFSET_DATA = 1;
    /** Chunk: BLOCK_STATUS. */
    public static final int REPLY_TYPE_BLOCK_STATUS = 5;
    /** Chunk: ERROR. */
    public static final int REPLY_TYPE_ERROR = 0x8001;

    /** Error: EPERM. */
    public static final int EPERM = 1;
    /** Error: EIO. */
    public static final int EIO = 5;
    /** Error: ENOMEM. */
    public static final int ENOMEM = 12;
    /** Error: EINVAL. */
    public static final int EINVAL = 22;
    /** Error: ENOSPC. */
    public static final int ENOSPC = 28;
    /** Error: ENOTSUP. */
    public static final int ENOTSUP = 95;
    /** Error: ESHUTDOWN. */
    public static final int ESHUTDOWN = 108;

    /** The one metadata context there is. */
    public static final String BASE_ALLOCATION = "base:allocation";
    /** Greatest length of a string, in bytes of UTF-8. */
    public static final int MAX_STRING = 4096;
    /** Length of the header of a request. */
    public static final int REQUEST_BYTES = 28;
    /** Length of a simple reply without data. */
    public static final int SIMPLE_REPLY_BYTES = 16;
    /** Length of the header of a chunk. */
    public static final int CHUNK_BYTES = 20;

    private Nbd() {
    }
}
