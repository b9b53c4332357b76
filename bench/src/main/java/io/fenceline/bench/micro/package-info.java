/** Micro benchmarks, one question each; run with {@code bench/run micro}, which also tells bytes allocated per operation. */
@NullMarked
package io.fenceline.bench.micro;

import org.jspecify.annotations.NullMarked;
