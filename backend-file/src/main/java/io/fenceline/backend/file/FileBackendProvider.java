package io.fenceline.backend.file;

import io.fenceline.api.NvmeException;
import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendContext;
import io.fenceline.spi.backend.BackendProvider;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import org.osgi.service.component.annotations.Component;

/** Namespaces in files: type {@code file}. */
@Component(service = BackendProvider.class, property = "fenceline.backend=file")
public final class FileBackendProvider implements BackendProvider {
    private static final OptionSchema OPTIONS = new OptionSchema(List.of(
            OptionSchema.text("path", "", "The file."),
            OptionSchema.size("size", "0", 0, 1L << 60,
                    "How large the file is made; a longer one stays as it is, a shorter one grows. 0: as it is."),
            OptionSchema.flag("create", true, "Whether the file is made if it is not there."),
            OptionSchema.choice("direct", List.of("no", "try", "yes"),
                    "Whether to go past the page cache; the block size must be a multiple of the file system's."),
            OptionSchema.flag("writeThrough", false, "Whether every write is made durable before it is answered: no volatile cache."),
            OptionSchema.integer("threads", 32, 1, 256,
                    "How many requests run at a time; files on the same file system share their threads.")));

    /** For the service loader and Declarative Services. */
    public FileBackendProvider() {
        // Nothing is opened before open.
    }

    @Override
    public String type() {
        return "file";
    }

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public Backend open(BackendContext context, Options options) {
        if (!options.has("path") || options.text("path").isEmpty()) {
            throw new NvmeException(NvmeException.Category.FAIL, "path: is missing; the name of a file is wanted");
        }
        Path path = Path.of(options.text("path"));
        long size = options.number("size");
        if (size % context.blockSize() != 0) {
            throw new NvmeException(NvmeException.Category.FAIL,
                    "size: " + size + " is not valid; a multiple of the block size " + context.blockSize() + " is wanted");
        }
        try {
            if (!Files.exists(path)) {
                create(path, options);
            }
            return open(context, options, path, size);
        } catch (IOException e) {
            throw new NvmeException(NvmeException.Category.FAIL,
                    "path: " + path + " cannot be opened (" + e + "); a file that can be read and written is wanted", e);
        }
    }

    private static void create(Path path, Options options) throws IOException {
        if (!options.flag("create")) {
            throw new NvmeException(NvmeException.Category.FAIL, "path: " + path + " is not there; a file, or create: true, is wanted");
        }
        if (options.number("size") == 0) {
            throw new NvmeException(NvmeException.Category.FAIL, "size: is missing; " + path + " is to be made and needs a size");
        }
        try {
            Files.createFile(path);
        } catch (FileAlreadyExistsException e) {
            // Somebody was faster; the lock tells whether it is his.
            return;
        }
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null && "Linux".equals(System.getProperty("os.name"))) {
            // The name of the file must survive a power failure too.
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static Backend open(BackendContext context, Options options, Path path, long size) throws IOException {
        ChannelMedium medium = ChannelMedium.open(path, context.blockSize(),
                ChannelMedium.Direct.valueOf(options.text("direct").toUpperCase(Locale.ROOT)));
        try {
            if (medium.size() < size) {
                medium.resize(size);
                medium.force();
            }
            if (medium.size() == 0 || medium.size() % context.blockSize() != 0) {
                throw new NvmeException(NvmeException.Category.FAIL, "path: " + path + " is " + medium.size()
                        + " bytes long; a multiple of the block size " + context.blockSize() + " is wanted");
            }
            Workers workers = Workers.of(medium.store(), options.integer("threads"));
            return new FileBackend(new WholeBlocks(medium), path.toString(), context.blockSize(), options.flag("writeThrough"), workers);
        } catch (IOException | RuntimeException e) {
            try {
                medium.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }
}
