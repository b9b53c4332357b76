package io.fenceline.backend.file;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The system call fallocate(2) of Linux on a descriptor of its own, as Java has no means to make a hole in a file. Used only
 * where native access is enabled for this module ({@code --enable-native-access=io.fenceline.backend.file}); without it
 * nothing of the kind is tried, and nothing is printed.
 */
final class Fallocate implements AutoCloseable {
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final int KEEP_SIZE = 0x01;
    private static final int PUNCH_HOLE = 0x02;
    private static final int ZERO_RANGE = 0x10;
    private static final int EINTR = 4;
    private static final int EOPNOTSUPP = 95;
    private static final int ENOSYS = 38;

    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final MethodHandle fallocate;
    private final MethodHandle close;
    private final int descriptor;

    private Fallocate(MethodHandle fallocate, MethodHandle close, int descriptor) {
        this.fallocate = fallocate;
        this.close = close;
        this.descriptor = descriptor;
    }

    /** Opens a file that exists; null: not here, or not allowed. */
    static @Nullable Fallocate open(Path path) {
        return "Linux".equals(System.getProperty("os.name")) && Fallocate.class.getModule().isNativeAccessEnabled() ? link(path) : null;
    }

    @SuppressWarnings("restricted")
    private static @Nullable Fallocate link(Path path) {
        Linker linker = Linker.nativeLinker();
        SymbolLookup libc = linker.defaultLookup();
        Optional<MemorySegment> open = libc.find("open");
        Optional<MemorySegment> allocate = libc.find("fallocate");
        Optional<MemorySegment> shut = libc.find("close");
        if (open.isEmpty() || allocate.isEmpty() || shut.isEmpty()) {
            return null;
        }
        MethodHandle opener = linker.downcallHandle(open.get(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        MethodHandle allocator = linker.downcallHandle(allocate.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG), Linker.Option.captureCallState("errno"));
        MethodHandle closer = linker.downcallHandle(shut.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            int descriptor = (int) opener.invokeExact(arena.allocateFrom(path.toAbsolutePath().toString()), O_RDWR | O_CLOEXEC);
            return descriptor < 0 ? null : new Fallocate(allocator, closer, descriptor);
        } catch (Throwable e) {
            throw new IllegalStateException("open through the linker failed", e);
        }
    }

    /** Makes a hole; false: the file system does not know how. */
    boolean punch(long offset, long length) throws IOException {
        return call(PUNCH_HOLE | KEEP_SIZE, offset, length);
    }

    /** Makes zeroes that keep their space; false: the file system does not know how. */
    boolean zero(long offset, long length) throws IOException {
        return call(ZERO_RANGE | KEEP_SIZE, offset, length);
    }

    private boolean call(int mode, long offset, long length) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            while ((int) fallocate.invokeExact(state, descriptor, mode, offset, length) != 0) {
                int errno = (int) ERRNO.get(state, 0L);
                if (errno == EOPNOTSUPP || errno == ENOSYS) {
                    return false;
                }
                if (errno != EINTR) {
                    throw new IOException("fallocate: error " + errno);
                }
            }
            return true;
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("fallocate through the linker failed", e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if ((int) close.invokeExact(descriptor) != 0) {
                throw new IOException("close failed");
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("close through the linker failed", e);
        }
    }
}
