/** Namespaces in sparse files, with group commit. */
@NullMarked
package io.fenceline.backend.file;

import org.jspecify.annotations.NullMarked;
