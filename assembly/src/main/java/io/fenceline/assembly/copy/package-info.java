/** Copies bytes between files, streams and namespaces. */
@NullMarked
package io.fenceline.assembly.copy;

import org.jspecify.annotations.NullMarked;
