/** The command line. */
@NullMarked
package io.fenceline.assembly.cli;

import org.jspecify.annotations.NullMarked;
