package io.fenceline.assembly.nbd.netty;

import io.fenceline.api.NvmeException;
import io.fenceline.assembly.nbd.NbdAddress;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The file of a UNIX socket: replaced when nobody listens there any more, for its owner alone, and removed in the end. */
final class SocketFile {
    private static final System.Logger LOG = System.getLogger(SocketFile.class.getName());

    private final Path path;
    private @Nullable Object key;

    private SocketFile(Path path) {
        this.path = path;
    }

    /** Sees that the path is free. */
    static SocketFile claim(Path path) {
        int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > NbdAddress.MAX_PATH) {
            throw refused(path, "its name has " + length + " bytes; at most " + NbdAddress.MAX_PATH + " are possible", null);
        }
        try {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                BasicFileAttributes there = attributes(path);
                if (!there.isOther()) {
                    throw refused(path, "a file that is no socket is there", null);
                }
                if (answers(path)) {
                    throw refused(path, "somebody listens there already", null);
                }
                Files.delete(path);
            }
        } catch (IOException e) {
            throw refused(path, e.toString(), e);
        }
        return new SocketFile(path);
    }

    private static boolean answers(Path path) {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return probe.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "nobody listens on " + path, e);
            return false;
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** It has been made. */
    void bound() {
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            key = attributes(path).fileKey();
        } catch (IOException e) {
            throw refused(path, e.toString(), e);
        }
    }

    /** Removes it, unless it is somebody else's by now. */
    void remove() {
        try {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && Objects.equals(key, attributes(path).fileKey())) {
                Files.delete(path);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the socket file " + path + " stays: " + e);
        }
    }

    private static NvmeException refused(Path path, String why, @Nullable Throwable cause) {
        return new NvmeException(NvmeException.Category.FAIL, "cannot listen on " + path + ": " + why, cause);
    }
}
