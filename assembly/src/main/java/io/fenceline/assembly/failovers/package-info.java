/** How controllers were lost and what became of their commands: both halves of each story, kept, joined and drawn on one axis. */
@NullMarked
package io.fenceline.assembly.failovers;

import org.jspecify.annotations.NullMarked;
