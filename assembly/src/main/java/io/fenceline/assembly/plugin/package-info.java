/** One registry of what plugs in, and what feeds it. */
@NullMarked
package io.fenceline.assembly.plugin;

import org.jspecify.annotations.NullMarked;
