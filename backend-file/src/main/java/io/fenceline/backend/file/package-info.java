/**
 * Namespaces in sparse files: positional I/O on a bounded set of threads, one fdatasync for many flushes, holes where
 * nothing is.
 */
@NullMarked
package io.fenceline.backend.file;

import org.jspecify.annotations.NullMarked;
