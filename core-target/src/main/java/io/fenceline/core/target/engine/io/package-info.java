/** The I/O queue: commands of the NVM command set from the capsule to the completion. */
@NullMarked
package io.fenceline.core.target.engine.io;

import org.jspecify.annotations.NullMarked;
