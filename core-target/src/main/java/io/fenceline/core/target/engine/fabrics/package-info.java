/** How a new queue pair becomes part of a controller: the Connect command, its checks and its deadline. */
@NullMarked
package io.fenceline.core.target.engine.fabrics;

import org.jspecify.annotations.NullMarked;
