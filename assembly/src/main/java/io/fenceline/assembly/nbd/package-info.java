/** Serves namespaces to ordinary programs by the NBD protocol. */
@NullMarked
package io.fenceline.assembly.nbd;

import org.jspecify.annotations.NullMarked;
