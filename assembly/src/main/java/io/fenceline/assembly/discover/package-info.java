/** A small host that asks a discovery controller what it knows. */
@NullMarked
package io.fenceline.assembly.discover;

import org.jspecify.annotations.NullMarked;
