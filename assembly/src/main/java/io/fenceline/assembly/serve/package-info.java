/** Makes a target of a configuration and plug-ins, and keeps it so while both change. */
@NullMarked
package io.fenceline.assembly.serve;

import org.jspecify.annotations.NullMarked;
